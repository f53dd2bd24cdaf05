using Microsoft.Win32.SafeHandles;

namespace OrleansBroker.Storage.Files;

/// <summary>A file by its handle. The handle's own counting keeps it open for a read that runs during
/// disposal.</summary>
internal sealed class LocalFile(string path, SafeFileHandle handle) : IStorageFile
{
    public string Path => path;

    public long Length => RandomAccess.GetLength(handle);

    public int Read(Span<byte> buffer, long position)
    {
        var total = 0;
        while (total < buffer.Length)
        {
            var read = RandomAccess.Read(handle, buffer[total..], position + total);
            if (read == 0)
            {
                break;
            }

            total += read;
        }

        return total;
    }

    public int ReadCached(Span<byte> buffer, long position) => NativeFiles.ReadCached(handle, buffer, position);

    public void Write(ReadOnlySpan<byte> bytes, long position) => RandomAccess.Write(handle, bytes, position);

    public void Truncate(long length) => RandomAccess.SetLength(handle, length);

    public void Reserve(long length) => NativeFiles.Reserve(handle, length);

    public void FlushData() => NativeFiles.FlushData(handle);

    public void DropCache() => NativeFiles.DropCache(handle);

    public void Dispose() => handle.Dispose();
}

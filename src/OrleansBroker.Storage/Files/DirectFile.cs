using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace OrleansBroker.Storage.Files;

/// <summary>
/// A file read from the disk itself, past the operating system's memory: who reads a gigabyte once, in order, spends
/// most of the time on pages that nobody asks for again. Where the file system has no such way, it reads as others do.
/// </summary>
/// <remarks>
/// Single-threaded. Owns its handle, and a buffer that is aligned as the disk wants it, for which every byte is copied
/// once: the copy stays in the processor's cache.
/// </remarks>
internal sealed class DirectFile : IReadableFile
{
    private const int Alignment = 4096;
    private const int BufferBytes = 1 << 20;
    private const int InvalidArgument = 22;

    private readonly string _path;
    private readonly Memory<byte> _buffer;
    private SafeFileHandle _handle;
    private long _bufferAt;
    private int _bufferLength;

    /// <summary>Opens an existing file.</summary>
    public DirectFile(string path)
    {
        _path = path;
        _handle = NativeFiles.OpenDirect(path) ?? OpenCached(path);
        _buffer = Aligned(GC.AllocateUninitializedArray<byte>(BufferBytes + Alignment, pinned: true));
    }

    public int Read(Span<byte> buffer, long position)
    {
        var total = 0;
        while (total < buffer.Length)
        {
            var at = position + total;
            if ((at < _bufferAt || at >= _bufferAt + _bufferLength) && !Fill(at))
            {
                break;
            }

            var from = (int)(at - _bufferAt);
            var count = Math.Min(buffer.Length - total, _bufferLength - from);
            _buffer.Span.Slice(from, count).CopyTo(buffer[total..]);
            total += count;
        }

        return total;
    }

    public void Dispose() => _handle.Dispose();

    private static Memory<byte> Aligned(byte[] pinned)
    {
        var address = Marshal.UnsafeAddrOfPinnedArrayElement(pinned, 0);
        var skip = (int)((Alignment - (address % Alignment)) % Alignment);
        return pinned.AsMemory(skip, BufferBytes);
    }

    private static SafeFileHandle OpenCached(string path) =>
        File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    /// <summary>Makes the buffer hold the byte at the position; false where the file has ended.</summary>
    private bool Fill(long position)
    {
        _bufferAt = position - (position % Alignment);
        _bufferLength = 0;
        _bufferLength = ReadAligned();
        return position < _bufferAt + _bufferLength;
    }

    private int ReadAligned()
    {
        try
        {
            return RandomAccess.Read(_handle, _buffer.Span, _bufferAt);
        }
        catch (IOException failure) when (failure.HResult == InvalidArgument)
        {
            // Some file systems let a file be opened so, and then want another alignment, or none of it.
            _handle.Dispose();
            _handle = OpenCached(_path);
            return RandomAccess.Read(_handle, _buffer.Span, _bufferAt);
        }
    }
}

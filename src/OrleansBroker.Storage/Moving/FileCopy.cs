using System.Buffers;
using OrleansBroker.Storage.Files;

namespace OrleansBroker.Storage.Moving;

/// <summary>Copies a whole file to another place; the copy's bytes then survive a power cut. Blocks on the
/// disk.</summary>
internal static class FileCopy
{
    private const int BufferBytes = 64 << 10;

    public static void Run(IFileSystem files, string from, string to)
    {
        using var source = files.Open(from, create: false);
        using var target = files.Open(to, create: true);
        target.Truncate(0);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            long position = 0;
            while (source.Read(buffer, position) is var read and > 0)
            {
                target.Write(buffer.AsSpan(0, read), position);
                position += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        target.FlushData();
    }
}

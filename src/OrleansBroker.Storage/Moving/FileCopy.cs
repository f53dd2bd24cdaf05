using System.Buffers;
using OrleansBroker.Storage.Files;

namespace OrleansBroker.Storage.Moving;

/// <summary>Copies whole files, and compares them. Blocks on the disk.</summary>
internal static class FileCopy
{
    private const int BufferBytes = 64 << 10;

    /// <summary>How many bytes, from the begin on, two files have in common, at most so many.</summary>
    public static int CommonLength(IReadableFile one, IReadableFile other, int max)
    {
        var (first, second) = (ArrayPool<byte>.Shared.Rent(BufferBytes), ArrayPool<byte>.Shared.Rent(BufferBytes));
        try
        {
            var length = 0;
            while (length < max)
            {
                var size = Math.Min(Math.Min(first.Length, second.Length), max - length);
                var read = first.AsSpan(0, one.Read(first.AsSpan(0, size), length));
                var common = read.CommonPrefixLength(second.AsSpan(0, other.Read(second.AsSpan(0, size), length)));
                length += common;
                if (common < size)
                {
                    break;
                }
            }

            return length;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(first);
            ArrayPool<byte>.Shared.Return(second);
        }
    }

    /// <summary>Copies a file to another place; the copy's bytes then survive a power cut.</summary>
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

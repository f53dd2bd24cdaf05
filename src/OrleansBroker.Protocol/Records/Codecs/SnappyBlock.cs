namespace OrleansBroker.Protocol.Records.Codecs;

/// <summary>
/// Decodes one Snappy block: a varint with the length of the result, then literals and copies from what was decoded
/// before. Our own, because a decoder for hostile input must write into a rented span and check the promised length
/// first.
/// </summary>
internal static class SnappyBlock
{
    /// <summary>The best that the format does is 64 bytes from a copy of 3.</summary>
    private const int RatioMax = 22;

    private const int LengthBytesMax = 5;

    /// <summary>The length that the block promises, if it can keep the promise.</summary>
    /// <exception cref="RecordBatchException">No length, or one that so few bytes cannot become.</exception>
    public static int LengthOf(ReadOnlySpan<byte> block)
    {
        ReadLength(block, out var length);
        return length <= (long)block.Length * RatioMax
            ? (int)length
            : throw Corrupt("the promised length is impossible");
    }

    /// <summary>Decodes the block into a span of exactly <see cref="LengthOf"/> bytes.</summary>
    /// <exception cref="RecordBatchException">
    /// The block is malformed, or becomes another length than it says.
    /// </exception>
    public static void Decode(ReadOnlySpan<byte> block, Span<byte> target)
    {
        var at = ReadLength(block, out _);
        var written = 0;
        while (at < block.Length)
        {
            var tag = block[at++];
            if ((tag & 3) == 0)
            {
                var length = ReadLiteralLength(block, ref at, tag >> 2);
                if (length > block.Length - at || length > target.Length - written)
                {
                    throw Corrupt("a literal is too long");
                }

                block.Slice(at, (int)length).CopyTo(target[written..]);
                at += (int)length;
                written += (int)length;
            }
            else
            {
                var length = ReadCopy(block, ref at, tag, out var distance);
                Copy(target, written, distance, length);
                written += length;
            }
        }

        if (written != target.Length)
        {
            throw Corrupt("a block is shorter than it says");
        }
    }

    private static int ReadLength(ReadOnlySpan<byte> block, out uint length)
    {
        length = 0;
        for (var at = 0; at < Math.Min(block.Length, LengthBytesMax); at++)
        {
            length |= (uint)(block[at] & 0x7F) << (7 * at);
            if (block[at] < 0x80)
            {
                return at + 1;
            }
        }

        throw Corrupt("a block does not say its length");
    }

    /// <summary>Up to 60 the length is in the tag; above, the tag says how many bytes hold it.</summary>
    private static long ReadLiteralLength(ReadOnlySpan<byte> block, ref int at, int code)
    {
        if (code < 60)
        {
            return code + 1;
        }

        var bytes = code - 59;
        var value = ReadLittleEndian(block, ref at, bytes);
        return (long)value + 1;
    }

    private static int ReadCopy(ReadOnlySpan<byte> block, ref int at, byte tag, out uint distance)
    {
        if ((tag & 3) == 1)
        {
            distance = ((uint)tag >> 5 << 8) | ReadLittleEndian(block, ref at, 1);
            return ((tag >> 2) & 7) + 4;
        }

        distance = ReadLittleEndian(block, ref at, (tag & 3) == 2 ? sizeof(ushort) : sizeof(uint));
        return (tag >> 2) + 1;
    }

    private static uint ReadLittleEndian(ReadOnlySpan<byte> block, ref int at, int bytes)
    {
        if (bytes > block.Length - at)
        {
            throw Corrupt("a block is cut short");
        }

        var value = 0u;
        for (var index = 0; index < bytes; index++)
        {
            value |= (uint)block[at++] << (8 * index);
        }

        return value;
    }

    private static void Copy(Span<byte> target, int written, uint distance, int length)
    {
        if (distance == 0 || distance > written || length > target.Length - written)
        {
            throw Corrupt("a copy reaches outside the block");
        }

        var from = written - (int)distance;
        if (length <= distance)
        {
            target.Slice(from, length).CopyTo(target[written..]);
            return;
        }

        // Source and target overlap: the copy repeats what it has just written, so byte by byte.
        for (var index = 0; index < length; index++)
        {
            target[written + index] = target[from + index];
        }
    }

    private static RecordBatchException Corrupt(string detail) =>
        Decompression.Corrupt(CompressionType.Snappy, detail);
}

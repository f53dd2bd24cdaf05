using System.Numerics;
using System.Runtime.CompilerServices;

namespace OrleansBroker.Protocol.Records;

/// <summary>
/// The signed variable-length integers inside records: zigzag, then seven bits a byte, lowest first. Values of one
/// byte, nearly all of them, are read without a loop.
/// </summary>
internal static class Varint
{
    private const int Int32BytesMax = 5;
    private const int Int64BytesMax = 10;

    /// <summary>
    /// Reads at <paramref name="at"/> and moves it; false at the end of the data or after too many bytes.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(ReadOnlySpan<byte> data, ref int at, out int value)
    {
        if ((uint)at < (uint)data.Length && data[at] is var first and < 0x80)
        {
            at++;
            value = (first >> 1) ^ -(first & 1);
            return true;
        }

        var read = TryReadLong(data, ref at, Int32BytesMax, out var raw);
        value = (int)((uint)raw >> 1) ^ -(int)(raw & 1);
        return read;
    }

    /// <inheritdoc cref="TryRead(ReadOnlySpan{byte}, ref int, out int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(ReadOnlySpan<byte> data, ref int at, out long value)
    {
        if ((uint)at < (uint)data.Length && data[at] is var first and < 0x80)
        {
            at++;
            value = (first >> 1) ^ -(first & 1);
            return true;
        }

        var read = TryReadLong(data, ref at, Int64BytesMax, out var raw);
        value = (long)(raw >> 1) ^ -(long)(raw & 1);
        return read;
    }

    /// <summary>Number of bytes that <paramref name="value"/> takes, as a 32- or 64-bit integer alike.</summary>
    public static int SizeOf(long value) =>
        (70 - BitOperations.LeadingZeroCount(((ulong)(value << 1) ^ (ulong)(value >> 63)) | 1)) / 7;

    /// <summary>Writes to the start of <paramref name="target"/> and returns the number of bytes.</summary>
    public static int Write(Span<byte> target, long value)
    {
        var raw = (ulong)(value << 1) ^ (ulong)(value >> 63);
        var at = 0;
        for (; raw >= 0x80; raw >>= 7)
        {
            target[at++] = (byte)(raw | 0x80);
        }

        target[at++] = (byte)raw;
        return at;
    }

    private static bool TryReadLong(ReadOnlySpan<byte> data, ref int at, int bytesMax, out ulong raw)
    {
        raw = 0;
        for (var shift = 0; shift < 7 * bytesMax && (uint)at < (uint)data.Length; shift += 7)
        {
            var next = data[at++];
            raw |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return true;
            }
        }

        return false;
    }
}

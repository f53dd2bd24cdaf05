namespace OrleansBroker.Protocol.Records;

/// <summary>Where the parts of one record lie. Positions count from the start of the decompressed records.</summary>
/// <remarks>
/// A record is: length, attributes (a byte, unused), timestamp delta, offset delta, key length and key, value length
/// and value, header count, and per header key length, key, value length, value. The length does not count itself;
/// all numbers are varints; -1 as the length of a key or value means null.
/// </remarks>
internal struct RecordLayout
{
    public long TimestampDelta;
    public int OffsetDelta;
    public int KeyAt;
    public int KeyLength;
    public int ValueAt;
    public int ValueLength;
    public int HeaderCount;
    public int HeadersAt;

    /// <summary>Where the next record begins.</summary>
    public int End;

    /// <summary>
    /// Reads the record at <paramref name="at"/>, headers included; false when any length of it lies.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> records, int at, out RecordLayout record)
    {
        record = default;
        if (!Varint.TryRead(records, ref at, out int length) || length < 1 || length > records.Length - at)
        {
            return false;
        }

        record.End = at + length;
        var body = records[..record.End];
        at++;
        return Varint.TryRead(body, ref at, out record.TimestampDelta)
            && Varint.TryRead(body, ref at, out record.OffsetDelta)
            && TryReadBytes(body, ref at, out record.KeyAt, out record.KeyLength)
            && TryReadBytes(body, ref at, out record.ValueAt, out record.ValueLength)
            && Varint.TryRead(body, ref at, out record.HeaderCount)
            && TrySkipHeaders(body, record.HeadersAt = at, record.HeaderCount);
    }

    /// <summary>Reads a header at <paramref name="at"/> and moves it behind.</summary>
    public static bool TryReadHeader(
        ReadOnlySpan<byte> body, ref int at, out int keyAt, out int keyLength, out int valueAt, out int valueLength)
    {
        valueAt = valueLength = 0;
        return TryReadBytes(body, ref at, out keyAt, out keyLength)
            && keyLength >= 0
            && TryReadBytes(body, ref at, out valueAt, out valueLength);
    }

    private static bool TrySkipHeaders(ReadOnlySpan<byte> body, int at, int count)
    {
        // A count that lies ends at the first header that is not there: no loop runs longer than the bytes.
        for (; count > 0; count--)
        {
            if (!TryReadHeader(body, ref at, out _, out _, out _, out _))
            {
                return false;
            }
        }

        return count == 0 && at == body.Length;
    }

    private static bool TryReadBytes(ReadOnlySpan<byte> body, ref int at, out int start, out int length)
    {
        var read = Varint.TryRead(body, ref at, out length);
        start = at;
        if (!read || length < -1 || length > body.Length - at)
        {
            return false;
        }

        at += Math.Max(length, 0);
        return true;
    }
}

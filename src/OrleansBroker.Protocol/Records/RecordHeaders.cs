namespace OrleansBroker.Protocol.Records;

/// <summary>The headers of a record in their order, which matters, as does that keys may repeat.</summary>
/// <remarks>Borrows the reader's bytes; enumerating allocates nothing.</remarks>
public readonly struct RecordHeaders
{
    private readonly ReadOnlyMemory<byte> _bytes;

    internal RecordHeaders(ReadOnlyMemory<byte> bytes, int count)
    {
        _bytes = bytes;
        Count = count;
    }

    /// <summary>Number of headers.</summary>
    public int Count { get; }

    /// <summary>The headers as they stand in the record, for whoever copies the record.</summary>
    internal ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>Starts at the first header.</summary>
    public Enumerator GetEnumerator() => new(_bytes);

    /// <summary>The headers as an array of their own.</summary>
    public RecordHeader[] ToArray()
    {
        var headers = new RecordHeader[Count];
        var index = 0;
        foreach (var header in this)
        {
            headers[index++] = header;
        }

        return headers;
    }

    /// <summary>Walks the headers, whose lengths the record's reader has checked.</summary>
    public struct Enumerator
    {
        private readonly ReadOnlyMemory<byte> _bytes;
        private int _at;

        internal Enumerator(ReadOnlyMemory<byte> bytes) => _bytes = bytes;

        /// <summary>The header that <see cref="MoveNext"/> found.</summary>
        public RecordHeader Current { get; private set; }

        /// <summary>Goes to the next header.</summary>
        public bool MoveNext()
        {
            if (_at == _bytes.Length)
            {
                return false;
            }

            RecordLayout.TryReadHeader(
                _bytes.Span, ref _at, out var keyAt, out var keyLength, out var valueAt, out var valueLength);

            // A bare null would become an empty memory here: null converts to it by way of byte[].
            var value = valueLength < 0 ? default(ReadOnlyMemory<byte>?) : _bytes.Slice(valueAt, valueLength);
            Current = new RecordHeader(_bytes.Slice(keyAt, keyLength), value);
            return true;
        }
    }
}

namespace OrleansBroker.Protocol.Records;

/// <summary>
/// Walks the records of a batch without making <see cref="Record"/> values of them, for who looks at millions of
/// records once. Borrows what it walks; on the stack, single-threaded.
/// </summary>
public ref struct RecordCursor
{
    private readonly ReadOnlySpan<byte> _records;
    private RecordLayout _current;
    private int _left;

    internal RecordCursor(ReadOnlySpan<byte> records, int recordCount)
    {
        _records = records;
        _left = recordCount;
    }

    /// <summary>Where the current record begins in the batch's decompressed records.</summary>
    public int Start { get; private set; }

    /// <summary>Where the current record ends.</summary>
    public readonly int End => _current.End;

    /// <summary>Offset of the current record minus the batch's base offset.</summary>
    public readonly int OffsetDelta => _current.OffsetDelta;

    /// <summary>What the producer's timestamp adds to the batch's base timestamp.</summary>
    public readonly long TimestampDelta => _current.TimestampDelta;

    /// <summary>Whether the current record has a key, were it an empty one.</summary>
    public readonly bool HasKey => _current.KeyLength >= 0;

    /// <summary>Whether the current record has a value; without one it is a tombstone.</summary>
    public readonly bool HasValue => _current.ValueLength >= 0;

    /// <summary>The key, empty where there is none.</summary>
    public readonly ReadOnlySpan<byte> Key => _records.Slice(_current.KeyAt, Math.Max(_current.KeyLength, 0));

    /// <summary>Goes to the next record.</summary>
    /// <exception cref="RecordBatchException">A record is malformed, or there are more or fewer than
    /// promised.</exception>
    public bool MoveNext()
    {
        var at = _current.End;
        if (_left == 0 && at == _records.Length)
        {
            return false;
        }

        if (_left <= 0 || !RecordLayout.TryRead(_records, at, out _current))
        {
            throw new RecordBatchException($"The record at byte {at} is cut short, or one that was not promised.");
        }

        Start = at;
        _left--;
        return true;
    }
}

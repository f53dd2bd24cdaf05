namespace OrleansBroker.Protocol.Records;

/// <summary>One record of a batch. Its memory belongs to the <see cref="RecordBatchReader"/> that read it.</summary>
public readonly struct Record
{
    /// <summary>Position in the log.</summary>
    public required long Offset { get; init; }

    /// <summary>Milliseconds since 1970, or -1; the batch's append time where the broker sets timestamps.</summary>
    public required long TimestampMs { get; init; }

    /// <summary>Offset minus the batch's base offset.</summary>
    public required int OffsetDelta { get; init; }

    /// <summary>What the producer's timestamp adds to the batch's base timestamp.</summary>
    public required long TimestampDelta { get; init; }

    /// <summary>The key; null where there is none, which is not the same as empty.</summary>
    public required ReadOnlyMemory<byte>? Key { get; init; }

    /// <summary>The value; null marks a tombstone on a compacted topic.</summary>
    public required ReadOnlyMemory<byte>? Value { get; init; }

    /// <summary>The headers.</summary>
    public required RecordHeaders Headers { get; init; }
}

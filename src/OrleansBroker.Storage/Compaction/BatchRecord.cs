using OrleansBroker.Protocol.Records;

namespace OrleansBroker.Storage.Compaction;

/// <summary>One record of a batch in <see cref="BatchRecords"/>.</summary>
internal struct BatchRecord(in RecordCursor cursor, HashedKey key)
{
    public readonly HashedKey Key = key;
    public readonly long TimestampDelta = cursor.TimestampDelta;
    public readonly int OffsetDelta = cursor.OffsetDelta;
    public readonly int Start = cursor.Start;
    public readonly int End = cursor.End;
    public readonly bool HasKey = cursor.HasKey;
    public readonly bool HasValue = cursor.HasValue;

    /// <summary>What the cleaner decided.</summary>
    public bool Stays;
}

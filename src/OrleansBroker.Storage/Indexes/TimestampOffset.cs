namespace OrleansBroker.Storage.Indexes;

/// <summary>A timestamp (milliseconds since 1970, -1 for none) and the last offset of the batch that carries
/// it.</summary>
internal readonly record struct TimestampOffset(long TimestampMs, long Offset)
{
    public const long NoTimestamp = -1;
}

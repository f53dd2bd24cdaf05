namespace OrleansBroker.Storage;

/// <summary>A record found by time.</summary>
/// <param name="Offset">Its offset.</param>
/// <param name="TimestampMs">Its timestamp, in milliseconds since 1970.</param>
/// <param name="LeaderEpoch">Leader epoch of its batch.</param>
public readonly record struct TimestampedOffset(long Offset, long TimestampMs, int LeaderEpoch);

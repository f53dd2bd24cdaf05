using OrleansBroker.Protocol;

namespace OrleansBroker.Grains.Partitions;

/// <summary>Answer of ListOffsets for one partition; the offset is -1 where no record fits.</summary>
public readonly record struct ListedOffset(ErrorCode Error, long Offset, long TimestampMs, int LeaderEpoch)
{
    internal static ListedOffset None { get; } = new(ErrorCode.None, -1, -1, -1);
}

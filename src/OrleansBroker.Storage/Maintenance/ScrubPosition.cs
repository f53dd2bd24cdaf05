using OrleansBroker.Protocol;

namespace OrleansBroker.Storage.Maintenance;

/// <summary>A sealed segment's place in the order in which a pass verifies them.</summary>
internal readonly record struct ScrubPosition(TopicPartition Partition, long BaseOffset) : IComparable<ScrubPosition>
{
    public int CompareTo(ScrubPosition other)
    {
        var order = string.CompareOrdinal(Partition.Topic, other.Partition.Topic);
        order = order != 0 ? order : Partition.Partition.CompareTo(other.Partition.Partition);
        return order != 0 ? order : BaseOffset.CompareTo(other.BaseOffset);
    }
}

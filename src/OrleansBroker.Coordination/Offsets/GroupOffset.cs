using OrleansBroker.Protocol;

namespace OrleansBroker.Coordination.Offsets;

/// <summary>How far a group has come in a partition, as metrics see it.</summary>
/// <param name="GroupId">The group.</param>
/// <param name="Partition">The partition, by the topic's name.</param>
/// <param name="TopicId">The topic for which the offset was committed; zero when not known.</param>
/// <param name="Offset">The offset of the next record to read.</param>
public readonly record struct GroupOffset(string GroupId, TopicPartition Partition, TopicId TopicId, long Offset);

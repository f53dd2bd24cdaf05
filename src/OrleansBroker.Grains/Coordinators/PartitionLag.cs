using OrleansBroker.Protocol;

namespace OrleansBroker.Grains.Coordinators;

/// <summary>How far a group is behind in a partition.</summary>
/// <param name="GroupId">The group.</param>
/// <param name="Partition">The partition.</param>
/// <param name="Records">Readable records that the group has not committed yet.</param>
/// <param name="Seconds">Age of the oldest of them, by its batch; 0 when there are none.</param>
public readonly record struct PartitionLag(string GroupId, TopicPartition Partition, long Records, double Seconds);

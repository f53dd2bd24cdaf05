using OrleansBroker.Grains.Partitions;

namespace OrleansBroker.Grains.Coordinators;

/// <summary>How far a group lies behind in a partition that this silo leads.</summary>
/// <param name="GroupId">The group.</param>
/// <param name="Partition">The partition.</param>
/// <param name="Next">The offset that the group reads next; not before the log's start.</param>
/// <param name="Records">Readable records from there on.</param>
internal readonly record struct MeasuredLag(string GroupId, Partition Partition, long Next, long Records);

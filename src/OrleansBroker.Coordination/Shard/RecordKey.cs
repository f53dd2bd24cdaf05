namespace OrleansBroker.Coordination.Shard;

/// <summary>The key of a coordinator's record.</summary>
/// <param name="Type">The kind of record.</param>
/// <param name="GroupId">The group to which it belongs.</param>
/// <param name="Name">The topic, member id or regular expression that it is about; empty when about the group.</param>
/// <param name="Partition">The partition of an offset.</param>
public readonly record struct RecordKey(RecordType Type, string GroupId, string Name = "", int Partition = 0);

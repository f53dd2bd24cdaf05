using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Coordination.Shard;

/// <summary>
/// One record of a coordinator's log; without value it is a tombstone. Not changed once it is written.
/// </summary>
public readonly record struct CoordinatorRecord(RecordKey Key, IMessage? Value);

namespace OrleansBroker.Coordination.Offsets;

/// <summary>
/// All that a sleeping group keeps of an offset, in 24 bytes: how far it has come, and where the log tells the rest.
/// </summary>
/// <param name="Partition">The partition.</param>
/// <param name="Offset">The committed offset.</param>
/// <param name="Position">The offset of its record in the coordinator's log.</param>
internal readonly record struct OffsetMark(int Partition, long Offset, long Position);

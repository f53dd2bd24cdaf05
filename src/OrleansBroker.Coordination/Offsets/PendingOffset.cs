namespace OrleansBroker.Coordination.Offsets;

/// <summary>An offset of an open transaction, and where in the log it stands.</summary>
internal readonly record struct PendingOffset(CommittedOffset Offset, long Position);

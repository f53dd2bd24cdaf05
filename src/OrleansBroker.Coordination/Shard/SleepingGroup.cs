namespace OrleansBroker.Coordination.Shard;

/// <summary>
/// All that is kept of a group that nobody uses: where its records are, and what a list shows. A position costs 8
/// bytes.
/// </summary>
/// <param name="Positions">The offsets of the group's live records in the log, ascending.</param>
/// <param name="ExpiryDeadline">When it has to be woken because offsets may have expired.</param>
/// <param name="ProtocolType">As listed.</param>
/// <param name="Type">As listed.</param>
internal sealed record SleepingGroup(long[] Positions, long ExpiryDeadline, string ProtocolType, GroupType Type);

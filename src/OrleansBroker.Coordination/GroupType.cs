namespace OrleansBroker.Coordination;

/// <summary>Which protocol the members of a group speak.</summary>
public enum GroupType
{
    /// <summary>JoinGroup and SyncGroup; also groups without members that only keep offsets.</summary>
    Classic,

    /// <summary>ConsumerGroupHeartbeat (KIP-848).</summary>
    Consumer,
}

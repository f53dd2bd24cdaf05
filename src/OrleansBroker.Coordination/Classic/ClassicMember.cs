using OrleansBroker.Coordination.Shard;

namespace OrleansBroker.Coordination.Classic;

/// <summary>A member of a classic group, with the requests in which it waits. Single-threaded.</summary>
internal sealed class ClassicMember(string memberId, string? instanceId, string clientId, string clientHost)
{
    public string MemberId => memberId;

    public string? InstanceId => instanceId;

    public string ClientId => clientId;

    public string ClientHost => clientHost;

    public int RebalanceTimeoutMs { get; set; }

    public int SessionTimeoutMs { get; set; }

    /// <summary>In the member's order of preference.</summary>
    public IReadOnlyList<ClassicProtocol> Protocols { get; set; } = [];

    public byte[] Assignment { get; set; } = [];

    /// <summary>The JoinGroup that is answered when the group's members are together.</summary>
    public Ticket? Joining { get; set; }

    /// <summary>The SyncGroup that is answered when the leader has sent the assignment.</summary>
    public Ticket? Syncing { get; set; }

    /// <summary>Whether the member has never completed a join.</summary>
    public bool IsNew { get; set; }

    /// <summary>When the member is taken for dead, unless it is waiting for us.</summary>
    public long SessionDeadline { get; set; } = Deadline.None;

    /// <summary>A member that waits in a request is alive; a new one is not believed forever.</summary>
    public bool IsOverdue(long nowMs) =>
        SessionDeadline <= nowMs && (IsNew || (Joining is null && Syncing is null));

    public byte[]? MetadataFor(string? protocol)
    {
        foreach (var offered in Protocols)
        {
            if (offered.Name == protocol)
                return offered.Metadata;
        }

        return null;
    }

    public ClassicMember WithId(string newMemberId) => new(newMemberId, instanceId, clientId, clientHost)
    {
        RebalanceTimeoutMs = RebalanceTimeoutMs,
        SessionTimeoutMs = SessionTimeoutMs,
        Protocols = Protocols,
        Assignment = Assignment,
    };
}

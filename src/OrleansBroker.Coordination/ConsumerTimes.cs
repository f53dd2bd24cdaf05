namespace OrleansBroker.Coordination;

/// <summary>The times of a group of the consumer protocol, in milliseconds; the defaults of sessions and heartbeats are
/// Kafka's.</summary>
public sealed record ConsumerTimes
{
    /// <summary>After which time without heartbeat a member is out.</summary>
    public int SessionTimeoutMs { get; init; } = 45_000;

    /// <summary>How often members are told to send a heartbeat.</summary>
    public int HeartbeatIntervalMs { get; init; } = 5_000;

    /// <summary>Least time between two targets: what changes meanwhile is seen to together (KIP-1263). 0 waits for
    /// nothing.</summary>
    public int AssignmentIntervalMs { get; init; }
}

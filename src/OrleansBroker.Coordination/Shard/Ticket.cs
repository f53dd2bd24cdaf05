namespace OrleansBroker.Coordination.Shard;

/// <summary>
/// Names one request that waits for its answer. Chosen by the caller, which keeps whoever waits under it; unique for as
/// long as the request waits.
/// </summary>
public readonly record struct Ticket(long Value);

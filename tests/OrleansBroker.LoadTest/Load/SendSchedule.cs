namespace OrleansBroker.LoadTest.Load;

/// <summary>
/// When each request of one thread should be sent. At a fixed rate (open loop) the times do not depend on the broker,
/// so its stalls are counted in full against every request that they delay: no coordinated omission. Without a rate
/// (closed loop) a request is due as soon as there is room for it. Single-threaded.
/// </summary>
internal sealed class SendSchedule(long startNs, double? requestsPerSecond, double phase)
{
    private long _sent;

    /// <summary>The intended time of the next request.</summary>
    public long NextNs(long nowNs) =>
        requestsPerSecond is { } rate ? startNs + (long)((_sent + phase) * 1e9 / rate) : nowNs;

    public void Advance() => _sent++;
}

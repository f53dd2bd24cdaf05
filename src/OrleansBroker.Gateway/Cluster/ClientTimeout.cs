namespace OrleansBroker.Gateway.Cluster;

/// <summary>The time that a client gives an admin command, within bounds.</summary>
internal static class ClientTimeout
{
    private const int MinMs = 1_000;
    private const int MaxMs = 60_000;

    /// <summary>For commands whose request has no field for it.</summary>
    public static TimeSpan NotGiven { get; } = TimeSpan.FromSeconds(30);

    /// <summary>Some time for a client that gave none, and not for ever for one that did.</summary>
    public static TimeSpan Of(int timeoutMs) => TimeSpan.FromMilliseconds(Math.Clamp(timeoutMs, MinMs, MaxMs));
}

using OrleansBroker.LoadTest.Load;
using OrleansBroker.LoadTest.Measuring;

namespace OrleansBroker.LoadTest.Commands;

/// <summary>What every run was asked for.</summary>
internal sealed record RunSettings
{
    public required BrokerAddress Broker { get; init; }

    /// <summary>Null when the broker is not on this machine.</summary>
    public required BrokerProcess? Process { get; init; }

    public required string Topic { get; init; }

    public required int Partitions { get; init; }

    public required int Connections { get; init; }

    public required TimeSpan Warmup { get; init; }

    public required TimeSpan Duration { get; init; }

    public required string Label { get; init; }

    public required string? Test { get; init; }

    /// <summary>Path of the results file, if any.</summary>
    public required string? Results { get; init; }
}

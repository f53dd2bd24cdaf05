using System.Diagnostics.Metrics;
using OrleansBroker.Grains.Coordinators;

namespace OrleansBroker.Server.Metrics;

/// <summary>
/// How many groups there are and how far they are behind, as <see cref="GroupLag"/> last saw it. Thread-safe.
/// </summary>
internal sealed class GroupInstruments : IDisposable
{
    private readonly Meter _meter = new("OrleansBroker.Groups");

    public GroupInstruments(GroupLag lag)
    {
        _meter.CreateObservableGauge(
            "orleansbroker.group.lag", () => lag.Current.Select(behind => Measure(behind, behind.Records)), null,
            "Records that the group has not committed yet.");
        _meter.CreateObservableGauge(
            "orleansbroker.group.lag.time", () => lag.Current.Select(behind => Measure(behind, behind.Seconds)), "s",
            "Age of the oldest record that the group has not committed yet.");
        _meter.CreateObservableGauge<int>(
            "orleansbroker.groups", () =>
            [
                new(lag.Count.Awake, new KeyValuePair<string, object?>("state", "awake")),
                new(lag.Count.Asleep, new KeyValuePair<string, object?>("state", "asleep")),
            ],
            null, "Groups that this broker coordinates; of one that is asleep hardly more than its name is in memory.");
    }

    public void Dispose() => _meter.Dispose();

    private static Measurement<T> Measure<T>(in PartitionLag behind, T value)
        where T : struct => new(
        value, new("group", behind.GroupId), new("topic", behind.Partition.Topic),
        new("partition", behind.Partition.Partition));
}

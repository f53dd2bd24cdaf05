using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace OrleansBroker.Interop.Tests.Groups;

/// <summary>How far groups lie behind, as whoever collects <c>/metrics</c> sees it.</summary>
public class GroupLagTests
{
    private const double AgeSeconds = 1_000;
    private const string Partition0 = "group=\"readers\",topic=\"work\",partition=\"0\"";

    [Fact]
    public async Task The_lag_of_a_sleeping_group_is_told_in_records_and_in_seconds_and_does_not_wake_it()
    {
        await using var broker = await GroupBroker.StartAsync();
        var watch = Stopwatch.StartNew();
        await broker.ProduceAsync(10, DateTimeOffset.UtcNow.AddSeconds(-AgeSeconds));
        await broker.PrepareAsync();
        await broker.CommitAsync(4, "");
        await broker.RestartAsync();
        await broker.WaitUntilListedAsync();

        // Looked at twice: the second look comes from what the first has found.
        await broker.ScrapeAsync();
        var metrics = await broker.ScrapeAsync();

        Assert.Equal(6, ValueOf(metrics, "orleansbroker_group_lag", Partition0));
        Assert.InRange(
            ValueOf(metrics, "orleansbroker_group_lag_time_seconds", Partition0),
            AgeSeconds, AgeSeconds + watch.Elapsed.TotalSeconds + 1);
        Assert.Equal(1, ValueOf(metrics, "orleansbroker_groups", "state=\"asleep\""));
        Assert.Equal(0, ValueOf(metrics, "orleansbroker_groups", "state=\"awake\""));
        Assert.DoesNotContain("partition=\"1\"", Line(metrics, "orleansbroker_group_lag"), StringComparison.Ordinal);

        await broker.CommitAsync(10, "");
        var caughtUp = await broker.ScrapeAsync();
        Assert.Equal(0, ValueOf(caughtUp, "orleansbroker_group_lag", Partition0));
        Assert.Equal(1, ValueOf(caughtUp, "orleansbroker_groups", "state=\"awake\""));
    }

    private static double ValueOf(string metrics, string name, string labels)
    {
        var match = Regex.Match(metrics, $@"^{name}\{{{Regex.Escape(labels)}\}} (\S+)$", RegexOptions.Multiline);
        Assert.True(match.Success, $"There is no {name}{{{labels}}} in:\n{metrics}");
        return double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
    }

    private static string Line(string metrics, string name) =>
        string.Join('\n', metrics.Split('\n').Where(line => line.StartsWith($"{name}{{", StringComparison.Ordinal)));
}

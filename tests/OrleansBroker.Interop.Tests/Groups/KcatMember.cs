using System.Globalization;
using System.Text.RegularExpressions;
using OrleansBroker.Interop.Tests.Clients;

namespace OrleansBroker.Interop.Tests.Groups;

/// <summary>kcat's balanced consumer: prints records where we ask it to, and rebalances as errors.</summary>
internal sealed partial class KcatMember(RunningClient client) : IGroupMember
{
    public RunningClient Client => client;

    public int[] Assigned => [.. client.Errors.Select(line => Rebalance().Match(line)).Where(match => match.Success)
        .Aggregate(Enumerable.Empty<int>(), Follow).Order()];

    // kcat writes a line in pieces, and is killed between two of them: a line without its end says nothing.
    public IEnumerable<(int Partition, long Offset)> Consumed =>
        from line in client.Lines
        let words = line.Split(' ')
        where words is ["read", _, _, "end"]
        select (int.Parse(words[1], CultureInfo.InvariantCulture), long.Parse(words[2], CultureInfo.InvariantCulture));

    public static KcatMember Start(string address, string topic, string group, string strategy) =>
        new(RunningClient.Start(
            "kcat", "-b", address, "-G", group, "-u", "-f", @"read %p %o end\n",
            "-X", "auto.offset.reset=earliest", "-X", "auto.commit.interval.ms=500",
            "-X", "session.timeout.ms=6000", "-X", "heartbeat.interval.ms=500",
            "-X", $"partition.assignment.strategy={strategy}", topic));

    public ValueTask DisposeAsync() => client.DisposeAsync();

    private static IEnumerable<int> Follow(IEnumerable<int> before, Match change)
    {
        var partitions = Partition().Matches(change.Groups["partitions"].Value)
            .Select(match => int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture));
        return change.Groups["what"].Value == "assign" ? before.Union(partitions) : before.Except(partitions);
    }

    [GeneratedRegex("^% Group .* rebalanced.*(?<what>assign|revo).*: (?<partitions>.*)$")]
    private static partial Regex Rebalance();

    [GeneratedRegex(@"\[(\d+)\]")]
    private static partial Regex Partition();
}

using System.CommandLine;
using System.Diagnostics;
using OrleansBroker.LoadTest.Measuring;
using OrleansBroker.TestKit;

namespace OrleansBroker.LoadTest.Groups;

/// <summary>
/// `groups rebalance`: from the moment in which the third member joins until all three have their share. The members
/// answer at once and send heartbeats without a pause, so what is measured is the coordinator and not an interval.
/// </summary>
internal static class RebalanceCommand
{
    private const int Members = 3;
    private const int Partitions = 6;

    public static Command Create()
    {
        var broker = GroupOptions.Broker();
        var label = GroupOptions.Label();
        var rounds = GroupOptions.Number("--rounds", 50, "Groups that are measured, one after the other.");
        var protocol = new Option<string>("--protocol") { DefaultValueFactory = _ => "classic" }
            .AcceptOnlyFromAmong("classic", "consumer");
        var command = new Command("rebalance", "Measures the rebalance when a third member joins.")
        {
            broker, label, rounds, protocol,
        };
        command.SetAction((parsed, _) => RunAsync(
            parsed.GetRequiredValue(broker), parsed.GetRequiredValue(label), parsed.GetValue(rounds),
            parsed.GetRequiredValue(protocol)));
        return command;
    }

    private static async Task<int> RunAsync(string broker, string label, int rounds, string protocol)
    {
        await using var setup = await Coordinator.ConnectAsync(broker, Partitions);
        var clients = new List<KafkaClient>();
        var histogram = new LatencyHistogram();
        var run = $"{Guid.NewGuid():N}";
        for (var i = 0; i < Members; i++)
        {
            clients.Add(await KafkaClient.ConnectAsync(broker));
        }

        for (var round = 0; round < rounds; round++)
        {
            var group = $"rebalance-{run}-{round}";
            var took = protocol == "classic"
                ? await ClassicAsync(clients, group)
                : await ConsumerAsync(clients, group);
            histogram.Record((long)took.TotalNanoseconds);
        }

        foreach (var client in clients)
        {
            await client.DisposeAsync();
        }

        Console.WriteLine($"{label}: {protocol} rebalance of {Members} members, {rounds} times");
        Percentiles.Of(histogram)?.Print(Console.Out, "rebalance");
        return 0;
    }

    private static async Task<TimeSpan> ClassicAsync(List<KafkaClient> clients, string group)
    {
        var members = clients.ConvertAll(client => new ClassicMember(client, group));
        await members[0].JoinAsync();
        await members[0].SyncAsync();
        var second = members[1].JoinAsync();
        await members[0].WaitForRebalanceAsync();
        await Task.WhenAll(second, members[0].JoinAsync());
        await Task.WhenAll(members[0].SyncAsync(), members[1].SyncAsync());

        var watch = Stopwatch.StartNew();
        var third = JoinAndSyncAsync(members[2]);
        await Task.WhenAll(third, FollowAsync(members[0]), FollowAsync(members[1]));
        var took = watch.Elapsed;
        await Task.WhenAll(members.Select(member => member.LeaveAsync()));
        return took;
    }

    private static async Task FollowAsync(ClassicMember member)
    {
        await member.WaitForRebalanceAsync();
        await JoinAndSyncAsync(member);
    }

    private static async Task JoinAndSyncAsync(ClassicMember member)
    {
        await member.JoinAsync();
        await member.SyncAsync();
    }

    private static async Task<TimeSpan> ConsumerAsync(List<KafkaClient> clients, string group)
    {
        var members = clients.ConvertAll(client => new ConsumerMember(client, group, GroupOptions.TopicOf(Partitions)));
        await ShareAsync(members[..2]);

        var watch = Stopwatch.StartNew();
        await ShareAsync(members);
        var took = watch.Elapsed;
        await Task.WhenAll(members.Select(member => member.LeaveAsync()));
        return took;
    }

    /// <summary>Heartbeats of all, side by side, until each has as many partitions.</summary>
    private static async Task ShareAsync(List<ConsumerMember> members)
    {
        do
        {
            await Task.WhenAll(members.Select(member => member.HeartbeatAsync()));
        }
        while (members.Any(member => member.Share != Partitions / members.Count));
    }
}

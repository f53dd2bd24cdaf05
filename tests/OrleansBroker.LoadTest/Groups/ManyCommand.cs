using System.CommandLine;
using OrleansBroker.LoadTest.Load;
using OrleansBroker.LoadTest.Measuring;
using OrleansBroker.TestKit;

namespace OrleansBroker.LoadTest.Groups;

/// <summary>`groups many`: groups of one member each, and what they cost the broker's memory.</summary>
internal static class ManyCommand
{
    // A join waits for the group's initial delay, so they have to wait side by side.
    private const int Connections = 200;

    public static Command Create()
    {
        var broker = GroupOptions.Broker();
        var label = GroupOptions.Label();
        var groups = GroupOptions.Number("--groups", 10_000, "Groups, of one member each.");
        var protocol = new Option<string>("--protocol") { DefaultValueFactory = _ => "classic" }
            .AcceptOnlyFromAmong("classic", "consumer");
        var command = new Command("many", "Makes many groups of one member and tells the broker's memory.")
        {
            broker, label, groups, protocol,
        };
        command.SetAction((parsed, _) => RunAsync(
            parsed.GetRequiredValue(broker), parsed.GetRequiredValue(label), parsed.GetValue(groups),
            parsed.GetRequiredValue(protocol) == "classic"));
        return command;
    }

    private static async Task<int> RunAsync(string broker, string label, int groups, bool isClassic)
    {
        await using var client = await Coordinator.ConnectAsync(broker, partitions: 1);
        var process = BrokerProcess.Find(null, BrokerAddress.Parse(broker).Port);
        var before = process?.MemoryBytes / 1e6;
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(async connection =>
        {
            await using var own = await KafkaClient.ConnectAsync(broker);
            for (var group = connection; group < groups; group += Connections)
            {
                await JoinAsync(own, $"many-{group}", isClassic);
            }
        }));
        var after = process?.MemoryBytes / 1e6;
        Console.WriteLine(
            $"{label}: {groups} groups with a member each: {before:F0} MB resident before, {after:F0} MB after");
        return 0;
    }

    private static async Task JoinAsync(KafkaClient client, string group, bool isClassic)
    {
        if (isClassic)
        {
            var member = new ClassicMember(client, group);
            await member.JoinAsync();
            await member.SyncAsync();
        }
        else
        {
            await new ConsumerMember(client, group, GroupOptions.TopicOf(1)).HeartbeatAsync();
        }
    }
}

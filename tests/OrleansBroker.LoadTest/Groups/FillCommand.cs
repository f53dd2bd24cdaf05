using System.CommandLine;
using OrleansBroker.Protocol.Messages;
using OrleansBroker.TestKit;

namespace OrleansBroker.LoadTest.Groups;

/// <summary>`groups fill`: many groups with many committed offsets, to see how they are loaded after a restart.
/// </summary>
internal static class FillCommand
{
    private const short CommitVersion = 8;

    // Enough that neither side waits for the other.
    private const int InFlight = 50;

    public static Command Create()
    {
        var broker = GroupOptions.Broker();
        var groups = GroupOptions.Number("--groups", 10_000, "Groups that commit.");
        var partitions = GroupOptions.Number("--partitions", 100, "Offsets of each.");
        var command = new Command("fill", "Commits offsets of many groups once.") { broker, groups, partitions };
        command.SetAction((parsed, _) => RunAsync(
            parsed.GetRequiredValue(broker), parsed.GetValue(groups), parsed.GetValue(partitions)));
        return command;
    }

    private static async Task<int> RunAsync(string broker, int groups, int partitions)
    {
        await using var client = await Coordinator.ConnectAsync(broker, partitions);
        var commits = new Queue<Task>();
        for (var group = 0; group < groups; group++)
        {
            commits.Enqueue(CommitAsync(client, $"filled-{group}", partitions));
            if (commits.Count >= InFlight)
            {
                await commits.Dequeue();
            }
        }

        await Task.WhenAll(commits);
        Console.WriteLine($"{groups} groups have {(long)groups * partitions} committed offsets");
        return 0;
    }

    private static async Task CommitAsync(KafkaClient client, string group, int partitions)
    {
        var response = await client.Connection.SendAsync<OffsetCommitRequest, OffsetCommitResponse>(
            Coordinator.CommitOf(group, GroupOptions.TopicOf(partitions), partitions, offset: 1), CommitVersion);
        foreach (var partition in response.Topics[0].Partitions)
        {
            KafkaErrorException.ThrowIfFailed(partition.ErrorCode);
        }
    }
}

using OrleansBroker.Interop.Tests.Brokers;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;
using OrleansBroker.TestKit;

namespace OrleansBroker.Interop.Tests.Groups;

/// <summary>
/// kill -9 while groups commit: what was acknowledged is there after the restart, and whoever was a member still is.
/// </summary>
public class GroupCrashTests
{
    private const string Topic = "work";
    private const int Groups = 20;
    private const int Kills = 3;
    private const int SessionMs = 600_000;
    private const short CommitVersion = 9;
    private const short FetchVersion = 7;

    [Theory]
    [InlineData("operator", true)]
    [InlineData("classic", true)]
    [InlineData("classic", false)]
    [InlineData("consumer", true)]
    [InlineData("consumer", false)]
    public async Task Every_acknowledged_commit_is_there_after_each_kill(string committer, bool flushes)
    {
        using var folder = new TempFolder();
        var random = new Random(5);
        string[] properties =
        [
            "--Broker:Properties:group.initial.rebalance.delay.ms=0",
            $"--Broker:Properties:group.consumer.session.timeout.ms={SessionMs}",
            $"--Broker:Properties:log.flush.on.ack={flushes}",
        ];
        var server = await ServerProcess.StartAsync(folder.File("data"), null, properties);
        try
        {
            var members = await PrepareAsync(server.Address, committer);
            var sent = new long[Groups];
            var acknowledged = new long[Groups];
            for (var kill = 0; kill < Kills; kill++)
            {
                await CommitUntilKilledAsync(server, members, sent, acknowledged, random.Next(200, 2_000));
                server = await ServerProcess.StartAsync(folder.File("data"), server.Address, properties);
                for (var group = 0; group < Groups; group++)
                {
                    Assert.InRange(await CommittedAsync(server.Address, group), acknowledged[group], sent[group]);
                }
            }
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    private static async Task<Membership[]> PrepareAsync(string address, string committer)
    {
        await using var client = await KafkaClient.ConnectAsync(address);
        await client.CreateTopicAsync(Topic, partitions: 1);
        var found = await client.Connection.SendAsync<FindCoordinatorRequest, FindCoordinatorResponse>(
            new FindCoordinatorRequest { Key = NameOf(0) }, 3);
        KafkaErrorException.ThrowIfFailed(found.ErrorCode);
        var members = new Membership[Groups];
        for (var group = 0; group < Groups; group++)
        {
            members[group] = committer switch
            {
                "classic" => await Membership.OfClassicAsync(client, NameOf(group), SessionMs),
                "consumer" => await Membership.OfConsumerAsync(client, NameOf(group), Topic),
                _ => Membership.None,
            };
        }

        return members;
    }

    /// <summary>All groups commit 1, 2, 3, ... on connections of their own until the broker is gone.</summary>
    private static async Task CommitUntilKilledAsync(
        ServerProcess server, Membership[] members, long[] sent, long[] acknowledged, int commits)
    {
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var left = commits;
        var groups = Enumerable.Range(0, Groups).Select(group => CommitAsync(group)).ToList();
        await Task.WhenAny(enough.Task, Task.WhenAll(groups));
        await server.KillAsync();
        await Task.WhenAll(groups);

        async Task CommitAsync(int group)
        {
            await using var client = await KafkaClient.ConnectAsync(server.Address);
            try
            {
                while (await CommitNextAsync(client, group, members[group], ++sent[group]) is ErrorCode.None)
                {
                    acknowledged[group] = sent[group];
                    if (Interlocked.Decrement(ref left) == 0)
                    {
                        enough.SetResult();
                    }
                }
            }
            catch (IOException)
            {
                // Killed: whether the last one was taken nobody can know.
            }
        }
    }

    private static async Task<ErrorCode> CommitNextAsync(
        KafkaClient client, int group, Membership member, long offset)
    {
        var request = new OffsetCommitRequest
        {
            GroupId = NameOf(group),
            MemberId = member.MemberId,
            GenerationIdOrMemberEpoch = member.Epoch,
            Topics = [new() { Name = Topic, Partitions = [new() { CommittedOffset = offset }] }],
        };
        while (true)
        {
            var response = await client.Connection.SendAsync<OffsetCommitRequest, OffsetCommitResponse>(
                request, CommitVersion);
            var error = response.Topics[0].Partitions[0].ErrorCode;
            if (error != ErrorCode.CoordinatorLoadInProgress)
            {
                Assert.Equal(ErrorCode.None, error);
                return error;
            }
        }
    }

    private static async Task<long> CommittedAsync(string address, int group)
    {
        await using var client = await KafkaClient.ConnectAsync(address);
        var request = new OffsetFetchRequest
        {
            GroupId = NameOf(group),
            Topics = [new() { Name = Topic, PartitionIndexes = [0] }],
        };
        while (true)
        {
            var response = await client.Connection.SendAsync<OffsetFetchRequest, OffsetFetchResponse>(
                request, FetchVersion);
            if (response.ErrorCode != ErrorCode.CoordinatorLoadInProgress)
            {
                KafkaErrorException.ThrowIfFailed(response.ErrorCode);
                return Math.Max(response.Topics[0].Partitions[0].CommittedOffset, 0);
            }
        }
    }

    private static string NameOf(int group) => $"group-{group}";
}

using OrleansBroker.Abstractions;
using OrleansBroker.Abstractions.Commands;
using OrleansBroker.Abstractions.Groups;
using OrleansBroker.Grains.Coordinators;
using OrleansBroker.Grains.Tests.Kit;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;
using OrleansBroker.Protocol.Wire;

namespace OrleansBroker.Grains.Tests.Coordinators;

public class GroupGrainTests
{
    private const short Version = 9;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_group_is_asked_from_any_silo_and_remembers_over_a_restart()
    {
        var disk = new TestFolder();
        var first = await BrokerCluster.StartAsync(2, disk);
        await PrepareAsync(first);
        for (var group = 0; group < 4; group++)
        {
            Assert.Equal(ErrorCode.None, await CommitAsync(first, 1 + (group % 2), $"group-{group}", 10 + group));
        }

        await first.DisposeKeepingDiskAsync();
        await using var second = await BrokerCluster.StartAsync(2, disk);

        for (var group = 0; group < 4; group++)
        {
            Assert.Equal(10 + group, await FetchAsync(second, 2 - (group % 2), $"group-{group}"));
        }
    }

    [Fact]
    public async Task A_question_about_another_group_or_an_api_that_waits_is_refused()
    {
        await using var cluster = await BrokerCluster.StartAsync(1);
        await PrepareAsync(cluster);
        var grain = cluster.Grains(1).GetGrain<IGroupGrain>("mine");

        var other = await grain.Ask(Question(ApiKey.OffsetCommit, new OffsetCommitRequest { GroupId = "other" }));
        var join = await grain.Ask(Question(ApiKey.JoinGroup, new JoinGroupRequest { GroupId = "mine" }));
        var garbage = await grain.Ask(new GroupQuestion { ApiKey = ApiKey.OffsetCommit, Version = 9, Body = [1, 2] });

        Assert.Equal(
            [ErrorCode.InvalidRequest, ErrorCode.UnsupportedVersion, ErrorCode.InvalidRequest],
            [other.Error, join.Error, garbage.Error]);
    }

    private static async Task PrepareAsync(BrokerCluster cluster)
    {
        await cluster.Admin(1).EnsureTopicAsync(InternalTopics.ConsumerOffsets, Stop);
        await cluster.Admin(1).CreateTopicsAsync(
            new CreateTopicsCommand { Topics = [new NewTopic { Name = "t" }] }, TimeSpan.FromSeconds(20), Stop);
    }

    private static async Task<ErrorCode> CommitAsync(BrokerCluster cluster, int broker, string groupId, long offset)
    {
        var request = new OffsetCommitRequest
        {
            GroupId = groupId,
            Topics = [new() { Name = "t", Partitions = [new() { CommittedOffset = offset }] }],
        };
        while (true)
        {
            var reply = await AskAsync<OffsetCommitResponse>(cluster, broker, groupId, ApiKey.OffsetCommit, request);
            var error = reply.Topics[0].Partitions[0].ErrorCode;
            if (!error.IsRetriable())
            {
                return error;
            }
        }
    }

    private static async Task<long> FetchAsync(BrokerCluster cluster, int broker, string groupId)
    {
        var request = new OffsetFetchRequest
        {
            Groups = [new() { GroupId = groupId, Topics = [new() { Name = "t", PartitionIndexes = [0] }] }],
        };
        while (true)
        {
            var reply = await AskAsync<OffsetFetchResponse>(cluster, broker, groupId, ApiKey.OffsetFetch, request);
            if (!reply.Groups[0].ErrorCode.IsRetriable())
            {
                Assert.Equal(ErrorCode.None, reply.Groups[0].ErrorCode);
                return reply.Groups[0].Topics[0].Partitions[0].CommittedOffset;
            }
        }
    }

    private static async Task<TResponse> AskAsync<TResponse>(
        BrokerCluster cluster, int broker, string groupId, ApiKey api, IMessage request)
        where TResponse : class, IMessage<TResponse>
    {
        var reply = await cluster.Grains(broker).GetGrain<IGroupGrain>(groupId).Ask(Question(api, request));
        Assert.Equal(ErrorCode.None, reply.Error);
        var reader = new WireReader(reply.Body);
        return TResponse.Read(ref reader, Version);
    }

    private static GroupQuestion Question(ApiKey api, IMessage request)
    {
        using var writer = new WireWriter();
        request.Write(writer, Version);
        return new GroupQuestion { ApiKey = api, Version = Version, Body = writer.ToArray() };
    }
}

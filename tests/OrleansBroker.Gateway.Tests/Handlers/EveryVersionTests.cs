using OrleansBroker.Gateway.Tests.Brokers;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;
using OrleansBroker.TestKit;

namespace OrleansBroker.Gateway.Tests.Handlers;

/// <summary>
/// Every version that ApiVersions tells is answered, in that version: no field is filled that an older one cannot tell.
/// </summary>
public sealed class EveryVersionTests(TestBroker broker) : IClassFixture<TestBroker>
{
    private const string Topic = "every-version";
    private const string Group = "every-version";

    [Fact]
    public async Task Each_api_answers_in_each_of_its_versions()
    {
        await using var client = await broker.ConnectAsync();
        await client.CreateTopicAsync(Topic, 1);
        await client.ProduceAsync(new(Topic, 0), TestBatch.OfValues([new byte[2000]], 1));
        var api = await client.Connection.SendAsync<ApiVersionsRequest, ApiVersionsResponse>(
            Named(), 3, TestContext.Current.CancellationToken);
        var id = (await broker.DescribeTopicAsync(client, Topic)).TopicId;

        var served = api.ApiKeys.ToDictionary(entry => entry.ApiKey);
        Assert.Equal((0, 13), (served[ApiKey.Produce].MinVersion, served[ApiKey.Produce].MaxVersion));
        Assert.Equal((0, 5), (served[ApiKey.InitProducerId].MinVersion, served[ApiKey.InitProducerId].MaxVersion));
        Assert.Equal(["group.version"], api.FinalizedFeatures.Select(feature => feature.Name));

        var all = new Conversation(client.Connection, served);
        await all.SendAsync<ApiVersionsRequest, ApiVersionsResponse>(_ => Named());
        await all.SendAsync<MetadataRequest, MetadataResponse>(_ => new() { Topics = [new() { Name = Topic }] });
        await all.SendAsync<ProduceRequest, ProduceResponse>(version => Produce(version, id));
        await all.SendAsync<FetchRequest, FetchResponse>(version => Fetch(version, id));
        await all.SendAsync<ListOffsetsRequest, ListOffsetsResponse>(_ => new()
        {
            Topics = [new() { Name = Topic, Partitions = [new() { Timestamp = -1 }, new() { Timestamp = 0 }] }],
        });
        await all.SendAsync<OffsetForLeaderEpochRequest, OffsetForLeaderEpochResponse>(
            _ => new() { Topics = [new() { Topic = Topic, Partitions = [new() { LeaderEpoch = 0 }] }] });
        await all.SendAsync<DeleteRecordsRequest, DeleteRecordsResponse>(
            _ => new() { Topics = [new() { Name = Topic, Partitions = [new() { Offset = 0 }] }] });
        await all.SendAsync<InitProducerIdRequest, InitProducerIdResponse>(_ => new() { TransactionalId = null });
        await all.SendAsync<FindCoordinatorRequest, FindCoordinatorResponse>(version => version >= 4
            ? new() { CoordinatorKeys = ["group"] }
            : new() { Key = "group" });
        await all.SendAsync<CreateTopicsRequest, CreateTopicsResponse>(version => new()
        {
            Topics = [new() { Name = $"made-{version}", NumPartitions = 1, ReplicationFactor = 1 }],
        });
        await all.SendAsync<CreatePartitionsRequest, CreatePartitionsResponse>(
            version => new() { Topics = [new() { Name = $"made-{version + 2}", Count = 2, Assignments = null }] });
        await all.SendAsync<DeleteTopicsRequest, DeleteTopicsResponse>(version => version >= 6
            ? new() { Topics = [new() { Name = "made-7" }] }
            : new() { TopicNames = [$"made-{version}"] });
        await all.SendAsync<DescribeConfigsRequest, DescribeConfigsResponse>(version => new()
        {
            Resources = [new() { ResourceType = 2, ResourceName = Topic, ConfigurationKeys = null }],
            IncludeSynonyms = true,
            IncludeDocumentation = version >= 3,
        });
        await all.SendAsync<AlterConfigsRequest, AlterConfigsResponse>(
            _ => new() { Resources = [new() { ResourceType = 2, ResourceName = Topic }] });
        await all.SendAsync<IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse>(
            _ => new() { Resources = [new() { ResourceType = 2, ResourceName = Topic }] });
        await all.SendAsync<ListConfigResourcesRequest, ListConfigResourcesResponse>(_ => new());
        await all.SendAsync<DescribeClusterRequest, DescribeClusterResponse>(_ => new());
        await all.SendAsync<DescribeTopicPartitionsRequest, DescribeTopicPartitionsResponse>(
            _ => new() { Topics = [new() { Name = Topic }] });
        await AskCoordinatorAsync(all);
        await all.SendAsync<DescribeProducersRequest, DescribeProducersResponse>(
            _ => new() { Topics = [new() { Name = Topic, PartitionIndexes = [0] }] });
        await all.SendAsync<DescribeLogDirsRequest, DescribeLogDirsResponse>(_ => new() { Topics = null });
        await all.SendAsync<AlterReplicaLogDirsRequest, AlterReplicaLogDirsResponse>(_ => new()
        {
            Dirs = [new() { Path = broker.DataFolder, Topics = [new() { Name = Topic, Partitions = [0] }] }],
        });
        await all.SendAsync<ListPartitionReassignmentsRequest, ListPartitionReassignmentsResponse>(
            _ => new() { Topics = null });
        await all.SendAsync<AlterPartitionReassignmentsRequest, AlterPartitionReassignmentsResponse>(_ => new()
        {
            Topics = [new() { Name = Topic, Partitions = [new() { PartitionIndex = 0, Replicas = [1] }] }],
        });
        await all.SendAsync<ElectLeadersRequest, ElectLeadersResponse>(_ => new() { TopicPartitions = null });
        Assert.Empty(served.Keys.Except(all.Done));
    }

    private static async Task AskCoordinatorAsync(Conversation all)
    {
        await all.SendAsync<JoinGroupRequest, JoinGroupResponse>(_ => new());
        await all.SendAsync<SyncGroupRequest, SyncGroupResponse>(_ => new() { GroupId = Group });
        await all.SendAsync<HeartbeatRequest, HeartbeatResponse>(_ => new() { GroupId = Group });
        await all.SendAsync<LeaveGroupRequest, LeaveGroupResponse>(_ => new() { GroupId = Group });
        await all.SendAsync<OffsetCommitRequest, OffsetCommitResponse>(_ => new() { GroupId = Group });
        await all.SendAsync<OffsetFetchRequest, OffsetFetchResponse>(version => version >= 8
            ? new() { Groups = [new() { GroupId = Group, Topics = null }] }
            : new() { GroupId = Group, Topics = [] });
        await all.SendAsync<OffsetDeleteRequest, OffsetDeleteResponse>(_ => new() { GroupId = Group });
        await all.SendAsync<ListGroupsRequest, ListGroupsResponse>(_ => new());
        await all.SendAsync<DescribeGroupsRequest, DescribeGroupsResponse>(_ => new() { Groups = [Group] });
        await all.SendAsync<DeleteGroupsRequest, DeleteGroupsResponse>(_ => new() { GroupsNames = [Group] });
        await all.SendAsync<ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse>(_ => new());
        await all.SendAsync<ConsumerGroupDescribeRequest, ConsumerGroupDescribeResponse>(
            _ => new() { GroupIds = [Group] });
    }

    private static ApiVersionsRequest Named() => new() { ClientSoftwareName = "test", ClientSoftwareVersion = "1.0" };

    private static ProduceRequest Produce(short version, TopicId id)
    {
        var request = KafkaClient.ProduceRequestOf(Topic, -1, [(0, TestBatch.OfValues([[1]], 1)), (9, default)]);
        request.TopicData[0].TopicId = version >= 13 ? id : TopicId.Zero;
        return request;
    }

    private static FetchRequest Fetch(short version, TopicId id)
    {
        var request = KafkaClient.FetchRequestOf(Topic, 1 << 20, [(0, 0), (9, 0)]);
        request.SessionEpoch = version >= 7 ? 0 : -1;
        request.IsolationLevel = 1;
        request.Topics[0].TopicId = version >= 13 ? id : TopicId.Zero;
        return request;
    }

    private sealed class Conversation(
        KafkaConnection connection, Dictionary<ApiKey, ApiVersionsResponse.ApiVersion> served)
    {
        public HashSet<ApiKey> Done { get; } = [];

        public async Task SendAsync<TRequest, TResponse>(Func<short, TRequest> request)
            where TRequest : IRequest<TRequest>
            where TResponse : IResponse<TResponse>
        {
            Done.Add(TRequest.ApiKey);
            var lowest = Math.Max(served[TRequest.ApiKey].MinVersion, TRequest.LowestVersion);
            for (var version = lowest; version <= served[TRequest.ApiKey].MaxVersion; version++)
            {
                await connection.SendAsync<TRequest, TResponse>(request(version), version);
            }
        }
    }
}

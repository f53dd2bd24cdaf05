using System.Text;
using OrleansBroker.Gateway.Tests.Brokers;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;
using OrleansBroker.TestKit;

namespace OrleansBroker.Gateway.Tests.Handlers;

public sealed class AdminHandlerTests(TestBroker broker) : IClassFixture<TestBroker>, IAsyncLifetime
{
    private const sbyte TopicResource = 2;

    private readonly string _topic = $"admin-{Guid.NewGuid():N}";
    private KafkaClient _client = null!;

    public async ValueTask InitializeAsync() => _client = await broker.ConnectAsync();

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    [Theory]
    [InlineData("a b", 1, null, null, ErrorCode.InvalidTopicException)]
    [InlineData("", 1, null, null, ErrorCode.InvalidTopicException)]
    [InlineData("__cluster_metadata", 1, null, null, ErrorCode.InvalidRequest)]
    [InlineData(null, 0, null, null, ErrorCode.InvalidPartitions)]
    [InlineData(null, 1_000_000, null, null, ErrorCode.InvalidPartitions)]
    [InlineData(null, 1, "no.such.config", "1", ErrorCode.InvalidConfig)]
    [InlineData(null, 1, "retention.ms", "soon", ErrorCode.InvalidConfig)]
    public async Task A_topic_that_cannot_be_is_refused_with_a_reason(
        string? name, int partitions, string? config, string? value, ErrorCode expected)
    {
        var topic = new CreateTopicsRequest.CreatableTopic
        {
            Name = name ?? _topic,
            NumPartitions = partitions,
            ReplicationFactor = 1,
            Configs = config is null ? [] : [new() { Name = config, Value = value }],
        };
        var response = await SendAsync<CreateTopicsRequest, CreateTopicsResponse>(new() { Topics = [topic] }, 7);
        var answer = response.Topics[0];

        Assert.Equal(expected, answer.ErrorCode);
        Assert.False(string.IsNullOrEmpty(answer.ErrorMessage));
    }

    [Fact]
    public async Task Of_a_config_that_is_given_twice_the_last_one_holds()
    {
        var topic = new CreateTopicsRequest.CreatableTopic
        {
            Name = _topic,
            NumPartitions = 1,
            ReplicationFactor = 1,
            Configs = [new() { Name = "retention.ms", Value = "1" }, new() { Name = "retention.ms", Value = "2" }],
        };

        var response = await SendAsync<CreateTopicsRequest, CreateTopicsResponse>(new() { Topics = [topic] }, 7);

        Assert.Equal(ErrorCode.None, response.Topics[0].ErrorCode);
        Assert.Equal("2", response.Topics[0].Configs!.Single(config => config.Name == "retention.ms").Value);
    }

    [Fact]
    public async Task A_topic_is_created_once_grows_and_goes()
    {
        await _client.CreateTopicAsync(_topic, 1);
        var exists = await Assert.ThrowsAsync<KafkaErrorException>(() => _client.CreateTopicAsync(_topic, 1));
        Assert.Equal(ErrorCode.TopicAlreadyExists, exists.Error);

        var grown = await SendAsync<CreatePartitionsRequest, CreatePartitionsResponse>(
            new() { Topics = [new() { Name = _topic, Count = 3, Assignments = null }] }, 3);
        Assert.Equal(ErrorCode.None, grown.Results[0].ErrorCode);
        Assert.Equal(3, (await broker.DescribeTopicAsync(_client, _topic)).Partitions.Count);

        var id = (await broker.DescribeTopicAsync(_client, _topic)).TopicId;
        var deleted = await SendAsync<DeleteTopicsRequest, DeleteTopicsResponse>(
            new() { Topics = [new() { Name = null, TopicId = id }] }, 6);
        Assert.Equal((ErrorCode.None, _topic), (deleted.Responses[0].ErrorCode, deleted.Responses[0].Name));
        Assert.Equal(
            ErrorCode.UnknownTopicOrPartition, (await broker.DescribeTopicAsync(_client, _topic)).ErrorCode);
    }

    [Fact]
    public async Task Asking_for_metadata_creates_a_topic_when_the_client_allows_it()
    {
        Assert.Equal(ErrorCode.UnknownTopicOrPartition, (await broker.DescribeTopicAsync(_client, _topic)).ErrorCode);

        var request = new MetadataRequest { Topics = [new() { Name = _topic }, new() { Name = "not valid" }] };
        var topics = (await SendAsync<MetadataRequest, MetadataResponse>(request, 12)).Topics;
        Assert.Equal([ErrorCode.None, ErrorCode.InvalidTopicException], topics.Select(topic => topic.ErrorCode));
        Assert.Single(topics[0].Partitions);
    }

    [Fact]
    public async Task Metadata_by_id_finds_a_topic_and_tells_an_unknown_id()
    {
        await _client.CreateTopicAsync(_topic, 1);
        var id = (await broker.DescribeTopicAsync(_client, _topic)).TopicId;
        var request = new MetadataRequest
        {
            Topics =
            [
                new() { Name = null, TopicId = id },
                new() { Name = null, TopicId = new TopicId(Guid.NewGuid()) },
            ],
        };

        var topics = (await SendAsync<MetadataRequest, MetadataResponse>(request, 12)).Topics;
        Assert.Equal((ErrorCode.None, _topic), (topics[0].ErrorCode, topics[0].Name));
        Assert.Equal((ErrorCode.UnknownTopicId, null), (topics[1].ErrorCode, topics[1].Name));
    }

    [Fact]
    public async Task A_config_is_changed_and_described_with_its_source()
    {
        await _client.CreateTopicAsync(_topic, 1);
        var change = new IncrementalAlterConfigsRequest
        {
            Resources =
            [
                new()
                {
                    ResourceType = TopicResource,
                    ResourceName = _topic,
                    Configs = [new() { Name = "retention.ms", ConfigOperation = 0, Value = "5000" }],
                },
            ],
        };
        var changed = await SendAsync<IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse>(change, 1);
        Assert.Equal(ErrorCode.None, changed.Responses[0].ErrorCode);

        var described = await SendAsync<DescribeConfigsRequest, DescribeConfigsResponse>(
            new()
            {
                Resources =
                [
                    new()
                    {
                        ResourceType = TopicResource, ResourceName = _topic, ConfigurationKeys = ["retention.ms"],
                    },
                ],
            }, 4);
        var config = Assert.Single(described.Results[0].Configs);
        Assert.Equal(("retention.ms", "5000", (sbyte)1), (config.Name, config.Value, config.ConfigSource));
    }

    [Fact]
    public async Task An_election_is_not_needed_where_the_only_replica_leads()
    {
        await _client.CreateTopicAsync(_topic, 1);

        var asked = await SendAsync<ElectLeadersRequest, ElectLeadersResponse>(new()
        {
            TopicPartitions = [new() { Topic = _topic, Partitions = [0, 7] }, new() { Topic = "no", Partitions = [0] }],
        }, 2);
        var all = await SendAsync<ElectLeadersRequest, ElectLeadersResponse>(new() { TopicPartitions = null }, 2);

        Assert.Equal(
            [ErrorCode.ElectionNotNeeded, ErrorCode.UnknownTopicOrPartition, ErrorCode.UnknownTopicOrPartition],
            asked.ReplicaElectionResults.SelectMany(topic => topic.PartitionResult, (_, row) => row.ErrorCode));
        Assert.DoesNotContain(all.ReplicaElectionResults, topic => topic.Topic == _topic);
    }

    [Fact]
    public async Task A_name_that_no_topic_can_have_is_told_from_one_that_no_topic_has()
    {
        var metadata = await SendAsync<MetadataRequest, MetadataResponse>(new()
        {
            Topics = [new() { Name = "a/b" }, new() { Name = _topic }], AllowAutoTopicCreation = false,
        }, 12);
        var pages = await SendAsync<DescribeTopicPartitionsRequest, DescribeTopicPartitionsResponse>(
            new() { Topics = [new() { Name = "a/b" }, new() { Name = _topic }] }, 0);
        var configs = await SendAsync<DescribeConfigsRequest, DescribeConfigsResponse>(new()
        {
            Resources =
            [
                new() { ResourceType = TopicResource, ResourceName = "a/b", ConfigurationKeys = null },
                new() { ResourceType = TopicResource, ResourceName = _topic, ConfigurationKeys = null },
            ],
        }, 4);

        ErrorCode[] expected = [ErrorCode.InvalidTopicException, ErrorCode.UnknownTopicOrPartition];
        Assert.Equal(expected, metadata.Topics.Select(topic => topic.ErrorCode));
        Assert.Equal(expected, pages.Topics.Select(topic => topic.ErrorCode));
        Assert.Equal(expected, configs.Results.Select(result => result.ErrorCode));
    }

    [Fact]
    public async Task Deleted_records_are_gone_for_readers()
    {
        await _client.CreateTopicAsync(_topic, 1);
        foreach (var value in new[] { "a", "b", "c" })
        {
            await _client.ProduceAsync(new(_topic, 0), TestBatch.OfValues([Encoding.UTF8.GetBytes(value)], 1));
        }

        var deleted = await SendAsync<DeleteRecordsRequest, DeleteRecordsResponse>(
            new() { Topics = [new() { Name = _topic, Partitions = [new() { Offset = 2 }, new() { Offset = 9 }] }] }, 2);

        Assert.Equal(2, deleted.Topics[0].Partitions[0].LowWatermark);
        Assert.Equal(ErrorCode.OffsetOutOfRange, deleted.Topics[0].Partitions[1].ErrorCode);
        Assert.Equal(["c"], (await _client.ReadAllAsync(new(_topic, 0))).Select(record => record.ValueText));
        Assert.Equal(ErrorCode.OffsetOutOfRange, (await _client.FetchAsync(new(_topic, 0), 1)).ErrorCode);
    }

    [Fact]
    public async Task Partitions_are_described_in_pages()
    {
        await _client.CreateTopicAsync(_topic, 5);
        var seen = new List<int>();
        DescribeTopicPartitionsRequest.CursorData? cursor = null;
        do
        {
            var page = await SendAsync<DescribeTopicPartitionsRequest, DescribeTopicPartitionsResponse>(
                new() { Topics = [new() { Name = _topic }], ResponsePartitionLimit = 2, Cursor = cursor }, 0);
            Assert.InRange(page.Topics[0].Partitions.Count, 1, 2);
            seen.AddRange(page.Topics[0].Partitions.Select(partition => partition.PartitionIndex));
            cursor = page.NextCursor is { } next
                ? new() { TopicName = next.TopicName, PartitionIndex = next.PartitionIndex }
                : null;
        }
        while (cursor is not null);

        Assert.Equal([0, 1, 2, 3, 4], seen);
    }

    [Fact]
    public async Task The_cluster_has_this_broker_which_coordinates_groups_and_no_transactions_yet()
    {
        var cluster = await SendAsync<DescribeClusterRequest, DescribeClusterResponse>(new(), 1);
        var only = Assert.Single(cluster.Brokers);
        Assert.Equal((broker.Address, only.BrokerId), ($"{only.Host}:{only.Port}", cluster.ControllerId));

        var coordinator = await SendAsync<FindCoordinatorRequest, FindCoordinatorResponse>(
            new() { CoordinatorKeys = ["group"] }, 4);
        Assert.Equal((ErrorCode.None, only.BrokerId), Answer(coordinator));

        var transactions = await SendAsync<FindCoordinatorRequest, FindCoordinatorResponse>(
            new() { CoordinatorKeys = ["transaction"], KeyType = 1 }, 4);
        Assert.Equal((ErrorCode.UnsupportedVersion, -1), Answer(transactions));

        static (ErrorCode Error, int NodeId) Answer(FindCoordinatorResponse response) =>
            (response.Coordinators[0].ErrorCode, response.Coordinators[0].NodeId);
    }

    private Task<TResponse> SendAsync<TRequest, TResponse>(TRequest request, short version)
        where TRequest : IRequest<TRequest>
        where TResponse : IResponse<TResponse> =>
        _client.Connection.SendAsync<TRequest, TResponse>(request, version);
}

using OrleansBroker.Gateway.Tests.Brokers;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;
using OrleansBroker.TestKit;

namespace OrleansBroker.Gateway.Tests.Handlers;

/// <summary>Configs of groups, over the wire and through a restart of the broker.</summary>
public sealed class GroupConfigTests : IDisposable
{
    private const sbyte Topic = 2;
    private const sbyte Broker = 4;
    private const sbyte Group = 32;

    private readonly string _folder = Directory.CreateTempSubdirectory("orleansbroker-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_is_set_on_a_group_is_shown_listed_heeded_by_its_members_and_kept()
    {
        await using (var first = await RunningBroker.StartAsync(_folder))
        await using (var client = await first.ConnectAsync())
        {
            await client.CreateTopicAsync("t", 1);
            Assert.Equal(5_000, await JoinAsync(client, "before"));
            await SetAsync(client, "consumer.heartbeat.interval.ms", "7000");
            Assert.Equal(7_000, await JoinAsync(client, "after"));
        }

        await using var second = await RunningBroker.StartAsync(_folder);
        await using var again = await second.ConnectAsync();
        Assert.Equal(7_000, await JoinAsync(again, "later"));
        var shown = await DescribeAsync(again, "g");
        var heartbeat = shown.Configs.Single(config => config.Name == "consumer.heartbeat.interval.ms");
        Assert.Equal(("7000", (sbyte)8, false), (heartbeat.Value, heartbeat.ConfigSource, heartbeat.ReadOnly));
        Assert.Equal(
            [("consumer.heartbeat.interval.ms", "7000", (sbyte)8),
                ("group.consumer.heartbeat.interval.ms", "5000", (sbyte)5)],
            heartbeat.Synonyms.Select(synonym => (synonym.Name, synonym.Value!, synonym.Source)));
        Assert.Equal(["g"], await ListAsync(again, Group));
    }

    [Fact]
    public async Task A_group_that_nobody_knows_has_the_brokers_configs_and_one_without_a_name_has_none()
    {
        await using var broker = await RunningBroker.StartAsync(_folder);
        await using var client = await broker.ConnectAsync();

        var unknown = await DescribeAsync(client, "nobody");
        Assert.Equal(17, unknown.Configs.Count);
        Assert.All(unknown.Configs, config => Assert.Equal(5, config.ConfigSource));
        Assert.Equal(ErrorCode.InvalidRequest, (await DescribeAsync(client, "")).ErrorCode);
        Assert.Empty(await ListAsync(client, Group));
    }

    [Fact]
    public async Task Resources_are_listed_by_type()
    {
        await using var broker = await RunningBroker.StartAsync(_folder);
        await using var client = await broker.ConnectAsync();
        await client.CreateTopicAsync("t", 1);
        await SetAsync(client, "consumer.heartbeat.interval.ms", "7000");

        Assert.Equal(["t"], await ListAsync(client, Topic));
        Assert.Equal(["g", "t"], await ListAsync(client, Topic, Group));
        Assert.Single(await ListAsync(client, Broker));
        Assert.Equal(3, (await ListAsync(client)).Count);
        Assert.Equal(ErrorCode.UnsupportedVersion, (await AskAsync(client, 1, [3])).ErrorCode);
        var clientMetrics = await AskAsync(client, 0, []);
        Assert.Equal((ErrorCode.None, 0), (clientMetrics.ErrorCode, clientMetrics.ConfigResources.Count));
    }

    private static async Task<int> JoinAsync(KafkaClient client, string memberId)
    {
        var request = new ConsumerGroupHeartbeatRequest
        {
            GroupId = "g",
            MemberId = memberId,
            RebalanceTimeoutMs = 60_000,
            SubscribedTopicNames = ["t"],
            TopicPartitions = [],
        };
        await client.Connection.SendAsync<FindCoordinatorRequest, FindCoordinatorResponse>(new() { Key = "g" }, 3);
        ConsumerGroupHeartbeatResponse response;
        do
        {
            response = await client.Connection
                .SendAsync<ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse>(request, 1);
        }
        while (response.ErrorCode == ErrorCode.CoordinatorLoadInProgress);
        Assert.Equal(ErrorCode.None, response.ErrorCode);
        return response.HeartbeatIntervalMs;
    }

    private static async Task SetAsync(KafkaClient client, string name, string value)
    {
        var request = new IncrementalAlterConfigsRequest
        {
            Resources =
            [
                new() { ResourceType = Group, ResourceName = "g", Configs = [new() { Name = name, Value = value }] },
            ],
        };
        var response = await client.Connection
            .SendAsync<IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse>(request, 1);
        Assert.Equal(ErrorCode.None, response.Responses[0].ErrorCode);
    }

    private static async Task<DescribeConfigsResponse.DescribeConfigsResult> DescribeAsync(
        KafkaClient client, string group)
    {
        var request = new DescribeConfigsRequest
        {
            Resources = [new() { ResourceType = Group, ResourceName = group }], IncludeSynonyms = true,
        };
        var response = await client.Connection.SendAsync<DescribeConfigsRequest, DescribeConfigsResponse>(request, 4);
        return response.Results[0];
    }

    private static async Task<List<string>> ListAsync(KafkaClient client, params List<sbyte> types)
    {
        var response = await AskAsync(client, 1, types);
        Assert.Equal(ErrorCode.None, response.ErrorCode);
        return [.. response.ConfigResources.Select(resource => resource.ResourceName)
            .Where(name => !name.StartsWith("__", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
    }

    private static Task<ListConfigResourcesResponse> AskAsync(KafkaClient client, short version, List<sbyte> types) =>
        client.Connection.SendAsync<ListConfigResourcesRequest, ListConfigResourcesResponse>(
            new ListConfigResourcesRequest { ResourceTypes = types }, version);
}

using System.Diagnostics;
using System.Text.RegularExpressions;
using OrleansBroker.Interop.Tests.Brokers;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;
using OrleansBroker.TestKit;

namespace OrleansBroker.Interop.Tests.Groups;

/// <summary>
/// A broker of one test that is quick about groups, with a topic for them to read. Used by one test at a time.
/// </summary>
internal sealed partial class GroupBroker : IAsyncDisposable
{
    public const int Partitions = 6;

    private const short FetchVersion = 7;
    private const short CommitVersion = 8;
    private const short ListVersion = 4;

    private static readonly TimeSpan CommitLimit = TimeSpan.FromSeconds(60);
    private static readonly TopicPartition OffsetsLog = new("__consumer_offsets", 0);

    private readonly TempFolder _folder = new();
    private ServerProcess? _server;
    private KafkaClient? _client;

    public string Address => _server!.Address;

    public string DataFolder => _folder.File("data");

    /// <summary>Starts a broker, with the topic and without records.</summary>
    /// <param name="properties">Broker properties, name=value, beside those that make groups quick.</param>
    public static async Task<GroupBroker> StartAsync(params string[] properties)
    {
        var broker = new GroupBroker();
        await broker.LaunchAsync(null, properties);
        await using var client = await broker.ConnectAsync();
        await client.CreateTopicAsync(GroupClients.Topic, Partitions);
        return broker;
    }

    /// <summary>Stops it cleanly and starts it again, at the same address.</summary>
    public async Task RestartAsync()
    {
        if (_client is not null)
        {
            await _client.DisposeAsync();
            _client = null;
        }

        await StopAsync();
        var address = Address;
        await _server!.DisposeAsync();
        await LaunchAsync(address, []);
    }

    public Task StopAsync() => _server!.StopAsync();

    public Task<KafkaClient> ConnectAsync() => KafkaClient.ConnectAsync(Address);

    /// <summary>Adds so many records to each partition, as of now.</summary>
    public Task ProduceAsync(int recordsPerPartition) => ProduceAsync(recordsPerPartition, DateTimeOffset.UtcNow);

    /// <summary>Adds so many records to each partition, all with the same time.</summary>
    public async Task ProduceAsync(int recordsPerPartition, DateTimeOffset time)
    {
        await using var client = await ConnectAsync();
        var timestampMs = time.ToUnixTimeMilliseconds();
        for (var partition = 0; partition < Partitions; partition++)
        {
            var values = Enumerable.Range(0, recordsPerPartition).Select(_ => new byte[10]);
            var batch = TestBatch.OfValues(values, timestampMs);
            var produced = await client.ProduceAsync(new TopicPartition(GroupClients.Topic, partition), batch);
            KafkaErrorException.ThrowIfFailed(produced.ErrorCode);
        }
    }

    /// <summary>What the group has committed, partition by partition; -1 where it has not.</summary>
    public async Task<long[]> CommittedAsync()
    {
        await using var client = await ConnectAsync();
        var response = await client.Connection.SendAsync<OffsetFetchRequest, OffsetFetchResponse>(
            new OffsetFetchRequest
            {
                GroupId = GroupClients.Group,
                Topics =
                [
                    new() { Name = GroupClients.Topic, PartitionIndexes = [.. Enumerable.Range(0, Partitions)] },
                ],
            },
            FetchVersion);
        KafkaErrorException.ThrowIfFailed(response.ErrorCode);
        return [.. response.Topics[0].Partitions.Select(partition => partition.CommittedOffset)];
    }

    /// <summary>
    /// Waits until the group has committed so much of every partition; each look but the first waits for the next
    /// commit.
    /// </summary>
    public async Task WaitUntilCommittedAsync(long offset)
    {
        await using var client = await ConnectAsync();
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var end = await client.EndOffsetAsync(OffsetsLog);
            var committed = await CommittedAsync();
            if (committed.All(partition => partition == offset))
            {
                return;
            }

            Assert.True(
                watch.Elapsed < CommitLimit, $"{offset} of each wanted, but it is {string.Join(' ', committed)}");
            await client.FetchAsync(OffsetsLog, end);
        }
    }

    /// <summary>Makes the coordinator's topic, and waits until it is served.</summary>
    public async Task PrepareAsync()
    {
        await using var client = await ConnectAsync();
        await client.Connection.SendAsync<FindCoordinatorRequest, FindCoordinatorResponse>(
            new() { Key = GroupClients.Group }, 3);
        var watch = Stopwatch.StartNew();
        ErrorCode error;
        do
        {
            Assert.True(watch.Elapsed < CommitLimit, "The coordinator does not come up.");
            var listed = await client.Connection.SendAsync<ListGroupsRequest, ListGroupsResponse>(new(), ListVersion);
            error = listed.ErrorCode;
        }
        while (error != ErrorCode.None);
    }

    /// <summary>Waits until the coordinator has loaded the group; being listed wakes nobody.</summary>
    public async Task WaitUntilListedAsync()
    {
        await using var client = await ConnectAsync();
        var watch = Stopwatch.StartNew();
        ListGroupsResponse listed;
        do
        {
            Assert.True(watch.Elapsed < CommitLimit, "The group is not listed.");
            listed = await client.Connection.SendAsync<ListGroupsRequest, ListGroupsResponse>(new(), ListVersion);
        }
        while (listed.Groups.All(group => group.GroupId != GroupClients.Group));
    }

    /// <summary>What the broker tells on its <c>/metrics</c>.</summary>
    public async Task<string> ScrapeAsync()
    {
        using var http = new HttpClient();
        return await http.GetStringAsync(MetricsAddress().Match(_server!.Output).Value);
    }

    /// <summary>Commits for partition 0 as an operator does, without being a member.</summary>
    public async Task CommitAsync(long offset, string metadata)
    {
        _client ??= await ConnectAsync();
        var response = await _client.Connection.SendAsync<OffsetCommitRequest, OffsetCommitResponse>(
            new OffsetCommitRequest
            {
                GroupId = GroupClients.Group,
                Topics =
                [
                    new()
                    {
                        Name = GroupClients.Topic,
                        Partitions = [new() { CommittedOffset = offset, CommittedMetadata = metadata }],
                    },
                ],
            },
            CommitVersion);
        KafkaErrorException.ThrowIfFailed(response.Topics[0].Partitions[0].ErrorCode);
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is not null)
        {
            await _client.DisposeAsync();
        }

        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _folder.Dispose();
    }

    private async Task LaunchAsync(string? address, string[] properties)
    {
        string[] quick =
        [
            "offsets.topic.num.partitions=1",
            "group.initial.rebalance.delay.ms=500",
            "group.consumer.session.timeout.ms=6000",
            "group.consumer.heartbeat.interval.ms=500",
            .. properties,
        ];
        _server = await ServerProcess.StartAsync(
            DataFolder, address, [.. quick.Select(property => $"--Broker:Properties:{property}")]);
    }

    [GeneratedRegex(@"http://\S+/metrics")]
    private static partial Regex MetricsAddress();
}

using OrleansBroker.Gateway.Tests.Brokers;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;
using OrleansBroker.TestKit;

namespace OrleansBroker.Gateway.Tests.Groups;

/// <summary>
/// A broker that takes members quickly, with one classic and one consumer group in good health on it. A test does its
/// harm on groups' names of its own, or on these from outside, and then asks whether they are undisturbed.
/// </summary>
public sealed class HealthyGroup : IAsyncLifetime
{
    public const string Topic = "work";
    public const string Classic = "healthy-classic";
    public const string Consumer = "healthy-consumer";
    public const string StaticInstance = "seat";

    private const short JoinVersion = 9;
    private const short HeartbeatVersion = 4;
    private const short SyncVersion = 5;
    private const short CommitVersion = 9;
    private const short FetchVersion = 7;
    private const int LongMs = 600_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("orleansbroker-").FullName;
    private RunningBroker? _broker;
    private KafkaClient? _client;
    private int _commits;

    public string Address => _broker!.Address;

    /// <summary>The classic member, which has a static seat.</summary>
    public string MemberId { get; private set; } = "";

    public int Generation { get; private set; }

    /// <summary>Who sat there before and is fenced.</summary>
    public string FencedMemberId { get; private set; } = "";

    public string ConsumerMemberId { get; } = $"{Guid.NewGuid()}";

    public int ConsumerEpoch { get; private set; }

    /// <summary>A connection that is nobody else's.</summary>
    public Task<KafkaClient> ConnectAsync() => _broker!.ConnectAsync();

    public async ValueTask InitializeAsync()
    {
        _broker = await RunningBroker.StartAsync(
            _folder, null, ("group.initial.rebalance.delay.ms", "0"), ("group.max.session.timeout.ms", $"{LongMs}"),
            ("group.max.size", "2"), ("group.consumer.max.size", "2"),
            ("group.consumer.session.timeout.ms", $"{LongMs}"), ("offsets.topic.num.partitions", "1"));
        _client = await _broker.ConnectAsync();
        await _client.CreateTopicAsync(Topic, 2);
        await PrepareAsync(_client);
        FencedMemberId = await JoinAsync();
        MemberId = await JoinAsync();
        await SyncAsync();
        ConsumerEpoch = (await BeatAsync(0, [Topic], [])).MemberEpoch;
    }

    /// <summary>Both members are what they were, and their commits are taken.</summary>
    public async Task AssertUndisturbedAsync()
    {
        var connection = _client!.Connection;
        var beat = await connection.SendAsync<HeartbeatRequest, HeartbeatResponse>(
            new HeartbeatRequest
            {
                GroupId = Classic,
                MemberId = MemberId,
                GroupInstanceId = StaticInstance,
                GenerationId = Generation,
            },
            HeartbeatVersion);
        Assert.Equal(ErrorCode.None, beat.ErrorCode);
        Assert.Equal(ConsumerEpoch, (await BeatAsync(ConsumerEpoch, null, null)).MemberEpoch);
        var offset = Interlocked.Increment(ref _commits);
        await CommitAsync(Classic, MemberId, Generation, offset);
        await CommitAsync(Consumer, ConsumerMemberId, ConsumerEpoch, offset);
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is not null)
        {
            await _client.DisposeAsync();
        }

        if (_broker is not null)
        {
            await _broker.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>The coordinator's topic is made, and its log loaded.</summary>
    private static async Task PrepareAsync(KafkaClient client)
    {
        await client.Connection.SendAsync<FindCoordinatorRequest, FindCoordinatorResponse>(
            new FindCoordinatorRequest { Key = Classic }, 3);
        ErrorCode error;
        do
        {
            var listed = await client.Connection.SendAsync<ListGroupsRequest, ListGroupsResponse>(new(), 4);
            error = listed.ErrorCode;
        }
        while (error == ErrorCode.CoordinatorLoadInProgress);
        Assert.Equal(ErrorCode.None, error);
    }

    private async Task<string> JoinAsync()
    {
        var joined = await _client!.Connection.SendAsync<JoinGroupRequest, JoinGroupResponse>(
            new JoinGroupRequest
            {
                GroupId = Classic,
                GroupInstanceId = StaticInstance,
                SessionTimeoutMs = LongMs,
                RebalanceTimeoutMs = LongMs,
                ProtocolType = "consumer",
                Protocols = [new() { Name = "range" }],
            },
            JoinVersion);
        Assert.Equal(ErrorCode.None, joined.ErrorCode);
        Generation = joined.GenerationId;
        return joined.MemberId;
    }

    private async Task SyncAsync()
    {
        var synced = await _client!.Connection.SendAsync<SyncGroupRequest, SyncGroupResponse>(
            new SyncGroupRequest
            {
                GroupId = Classic,
                MemberId = MemberId,
                GroupInstanceId = StaticInstance,
                GenerationId = Generation,
                ProtocolType = "consumer",
                ProtocolName = "range",
                Assignments = [new() { MemberId = MemberId, Assignment = [1] }],
            },
            SyncVersion);
        Assert.Equal(ErrorCode.None, synced.ErrorCode);
    }

    private async Task<ConsumerGroupHeartbeatResponse> BeatAsync(
        int epoch, List<string>? topics, List<ConsumerGroupHeartbeatRequest.TopicPartitionsData>? owned)
    {
        var response = await _client!.Connection
            .SendAsync<ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse>(
                new ConsumerGroupHeartbeatRequest
                {
                    GroupId = Consumer,
                    MemberId = ConsumerMemberId,
                    MemberEpoch = epoch,
                    RebalanceTimeoutMs = LongMs,
                    SubscribedTopicNames = topics,
                    TopicPartitions = owned,
                },
                1);
        Assert.Equal((ErrorCode.None, null), (response.ErrorCode, response.ErrorMessage));
        return response;
    }

    private async Task CommitAsync(string group, string memberId, int epoch, long offset)
    {
        var committed = await _client!.Connection.SendAsync<OffsetCommitRequest, OffsetCommitResponse>(
            new OffsetCommitRequest
            {
                GroupId = group,
                MemberId = memberId,
                GenerationIdOrMemberEpoch = epoch,
                Topics = [new() { Name = Topic, Partitions = [new() { CommittedOffset = offset }] }],
            },
            CommitVersion);
        Assert.Equal(ErrorCode.None, committed.Topics[0].Partitions[0].ErrorCode);
        var fetched = await _client!.Connection.SendAsync<OffsetFetchRequest, OffsetFetchResponse>(
            new OffsetFetchRequest { GroupId = group, Topics = [new() { Name = Topic, PartitionIndexes = [0] }] },
            FetchVersion);
        Assert.Equal(offset, fetched.Topics[0].Partitions[0].CommittedOffset);
    }
}

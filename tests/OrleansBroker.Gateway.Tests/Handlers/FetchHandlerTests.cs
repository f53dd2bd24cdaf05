using System.Text;
using OrleansBroker.Gateway.Tests.Brokers;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;
using OrleansBroker.TestKit;

namespace OrleansBroker.Gateway.Tests.Handlers;

public sealed class FetchHandlerTests(TestBroker broker) : IClassFixture<TestBroker>, IAsyncLifetime
{
    private const short ByName = 12;
    private const short ById = 18;

    private readonly string _topic = $"fetch-{Guid.NewGuid():N}";
    private KafkaClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _client = await broker.ConnectAsync();
        await _client.CreateTopicAsync(_topic, 2);
    }

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    [Fact]
    public async Task A_parked_fetch_is_woken_by_the_next_batch()
    {
        await using var producer = await broker.ConnectAsync();
        var fetch = SendAsync(Request(0, maxWaitMs: 60_000));
        await producer.ProduceAsync(new(_topic, 0), Batch("late"));

        Assert.Equal(["late"], Values((await fetch).Responses[0].Partitions[0]));
    }

    [Fact]
    public async Task A_fetch_that_wants_more_bytes_waits_for_them()
    {
        await using var producer = await broker.ConnectAsync();
        var first = Batch(new string('a', 1000));
        var fetch = SendAsync(Request(0, maxWaitMs: 60_000, minBytes: 1500));
        await producer.ProduceAsync(new(_topic, 0), first);
        await producer.ProduceAsync(new(_topic, 0), Batch(new string('b', 1000)));

        Assert.Equal(2, Values((await fetch).Responses[0].Partitions[0]).Count());
    }

    [Fact]
    public async Task When_the_time_is_over_what_is_there_is_the_answer()
    {
        await _client.ProduceAsync(new(_topic, 0), Batch("little"));
        var data = (await SendAsync(Request(0, maxWaitMs: 50, minBytes: 1_000_000))).Responses[0].Partitions[0];
        Assert.Equal(["little"], Values(data));

        var nothing = (await SendAsync(Request(1, maxWaitMs: 50))).Responses[0].Partitions[0];
        Assert.Equal((ErrorCode.None, 0), (nothing.ErrorCode, nothing.Records!.Value.Length));
    }

    [Fact]
    public async Task From_the_middle_of_a_batch_and_beyond_any_bound_the_whole_batch_comes()
    {
        await _client.ProduceAsync(new(_topic, 0), Batch("a", "b", "c"));
        await _client.ProduceAsync(new(_topic, 0), Batch("d"));

        var data = (await SendAsync(Request(1, maxWaitMs: 0, maxBytes: 1))).Responses[0].Partitions[0];
        Assert.Equal(["a", "b", "c"], Values(data));
        Assert.Equal(4, data.HighWatermark);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(-1)]
    public async Task An_offset_outside_the_log_is_told_with_the_logs_start(long offset)
    {
        await _client.ProduceAsync(new(_topic, 0), Batch("a"));
        var data = (await SendAsync(Request(offset, maxWaitMs: 60_000))).Responses[0].Partitions[0];
        Assert.Equal((ErrorCode.OffsetOutOfRange, 0L), (data.ErrorCode, data.LogStartOffset));
    }

    [Theory]
    [InlineData(5, ErrorCode.UnknownLeaderEpoch)]
    [InlineData(0, ErrorCode.None)]
    public async Task The_leader_epoch_that_the_client_knows_is_checked(int ahead, ErrorCode expected)
    {
        var topic = await broker.DescribeTopicAsync(_client, _topic);
        var request = Request(0, maxWaitMs: 0);
        request.Topics[0].Partitions[0].CurrentLeaderEpoch = topic.Partitions[0].LeaderEpoch + ahead;
        Assert.Equal(expected, (await SendAsync(request)).Responses[0].Partitions[0].ErrorCode);
    }

    [Fact]
    public async Task By_id_a_topic_is_found_and_an_unknown_one_told_at_once()
    {
        await _client.ProduceAsync(new(_topic, 0), Batch("a"));
        var request = Request(0, maxWaitMs: 60_000);
        request.Topics[0].TopicId = (await broker.DescribeTopicAsync(_client, _topic)).TopicId;
        Assert.Equal(["a"], Values((await SendAsync(request, ById)).Responses[0].Partitions[0]));

        request.Topics[0].TopicId = new TopicId(Guid.NewGuid());
        Assert.Equal(ErrorCode.UnknownTopicId, (await SendAsync(request, ById)).Responses[0].Partitions[0].ErrorCode);
    }

    [Fact]
    public async Task A_session_tells_only_news_and_keeps_what_it_was_told()
    {
        await _client.ProduceAsync(new(_topic, 0), Batch("a"));
        var start = Request(0, maxWaitMs: 0);
        start.Topics[0].Partitions.Add(Position(1, 0));
        start.SessionEpoch = 0;
        var full = await SendAsync(start);
        Assert.NotEqual(0, full.SessionId);
        Assert.Equal([0, 1], full.Responses[0].Partitions.Select(partition => partition.PartitionIndex));

        var moved = Incremental(full.SessionId, 1, Position(0, 1));
        Assert.Empty((await SendAsync(moved)).Responses);

        await _client.ProduceAsync(new(_topic, 1), Batch("b"));
        var news = await SendAsync(Incremental(full.SessionId, 2));
        Assert.Equal([1], news.Responses[0].Partitions.Select(partition => partition.PartitionIndex));
        Assert.Equal(["b"], Values(news.Responses[0].Partitions[0]));
    }

    [Fact]
    public async Task A_session_ends_with_its_last_epoch_and_errors_tell_what_is_wrong()
    {
        var start = Request(0, maxWaitMs: 0);
        start.SessionEpoch = 0;
        var session = (await SendAsync(start)).SessionId;

        Assert.Equal(ErrorCode.InvalidFetchSessionEpoch, (await SendAsync(Incremental(session, 7))).ErrorCode);
        Assert.Equal(ErrorCode.FetchSessionTopicIdError, (await SendAsync(Incremental(session, 1), ById)).ErrorCode);
        var last = Request(0, maxWaitMs: 0);
        (last.SessionId, last.SessionEpoch) = (session, -1);
        Assert.Equal(0, (await SendAsync(last)).SessionId);
        Assert.Equal(ErrorCode.FetchSessionIdNotFound, (await SendAsync(Incremental(session, 1))).ErrorCode);
    }

    private static byte[] Batch(params string[] values) =>
        TestBatch.OfValues(values.Select(Encoding.UTF8.GetBytes), DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());

    private static IEnumerable<string?> Values(FetchResponse.PartitionData data) =>
        TestBatch.Read(data.Records!.Value).Select(record => record.ValueText);

    private static FetchRequest.FetchPartition Position(int partition, long offset) =>
        new() { Partition = partition, FetchOffset = offset, PartitionMaxBytes = 1 << 20 };

    private FetchRequest Incremental(int session, int epoch, params FetchRequest.FetchPartition[] changed) => new()
    {
        MinBytes = 1,
        SessionId = session,
        SessionEpoch = epoch,
        Topics = changed.Length == 0 ? [] : [new() { Topic = _topic, Partitions = [.. changed] }],
    };

    private FetchRequest Request(long offset, int maxWaitMs, int minBytes = 1, int maxBytes = 1 << 20)
    {
        var request = KafkaClient.FetchRequestOf(_topic, maxBytes, [(0, offset)]);
        (request.MaxWaitMs, request.MinBytes, request.MaxBytes) = (maxWaitMs, minBytes, maxBytes);
        return request;
    }

    private Task<FetchResponse> SendAsync(FetchRequest request, short version = ByName) =>
        _client.Connection.SendAsync<FetchRequest, FetchResponse>(request, version);
}

using System.Text;
using OrleansBroker.Gateway.Tests.Brokers;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;
using OrleansBroker.Protocol.Records;
using OrleansBroker.TestKit;

namespace OrleansBroker.Gateway.Tests.Handlers;

public sealed class ProduceHandlerTests(TestBroker broker) : IClassFixture<TestBroker>, IAsyncLifetime
{
    private const short VersionById = 13;
    private const short VersionWithoutZstd = 6;

    private readonly string _topic = $"produce-{Guid.NewGuid():N}";
    private KafkaClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _client = await broker.ConnectAsync();
        await _client.CreateTopicAsync(_topic, 2);
    }

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    public static TheoryData<string, byte[], ErrorCode> BadBatches
    {
        get
        {
            var wrongCrc = Batch("a");
            wrongCrc[^1] ^= 1;
            var magic1 = Batch("a");
            magic1[16] = 1;
            return new()
            {
                { "wrong CRC", wrongCrc, ErrorCode.CorruptMessage },
                { "magic 1", magic1, ErrorCode.InvalidRecord },
                { "two batches", [.. Batch("a"), .. Batch("b")], ErrorCode.InvalidRecord },
                { "nothing", [], ErrorCode.InvalidRecord },
                { "cut", Batch("a")[..40], ErrorCode.CorruptMessage },
                { "too large", Batch(new string('x', 1_100_000)), ErrorCode.MessageTooLarge },
            };
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task Acknowledged_batches_have_the_offsets_that_readers_see(short acks)
    {
        var first = await _client.ProduceAsync(new(_topic, 0), Batch("a", "b"), acks);
        // With acks of 1 readers see a batch only when it is flushed too; the last batch waits for that.
        var second = await _client.ProduceAsync(new(_topic, 0), Batch("c"), acks: -1);

        Assert.Equal((ErrorCode.None, 0L), (first.ErrorCode, first.BaseOffset));
        Assert.Equal((ErrorCode.None, 2L), (second.ErrorCode, second.BaseOffset));
        Assert.Equal(["a", "b", "c"], await ValuesAsync(0));
    }

    [Fact]
    public async Task Without_acks_there_is_no_answer_and_the_batches_are_there_in_order()
    {
        for (var i = 0; i < 20; i++)
        {
            var request = KafkaClient.ProduceRequestOf(_topic, 0, [(0, Batch($"{i}"))]);
            await _client.Connection.SendWithoutResponseAsync(request, 12, TestContext.Current.CancellationToken);
        }

        // The next answer is the next request's: nothing stands between.
        Assert.Equal(20, (await _client.ProduceAsync(new(_topic, 0), Batch("end"))).BaseOffset);
        Assert.Equal([.. Enumerable.Range(0, 20).Select(i => $"{i}"), "end"], await ValuesAsync(0));
    }

    [Theory]
    [MemberData(nameof(BadBatches))]
    public async Task A_bad_batch_is_refused_and_its_neighbour_is_written(string what, byte[] bad, ErrorCode expected)
    {
        var answers = await SendAsync(
            KafkaClient.ProduceRequestOf(_topic, -1, [(0, bad), (1, Batch("good"))]), 12);

        Assert.True(expected == answers[0].ErrorCode, $"{what}: {answers[0].ErrorCode}");
        Assert.NotNull(answers[0].ErrorMessage);
        Assert.Equal(-1, answers[0].BaseOffset);
        Assert.Equal(ErrorCode.None, answers[1].ErrorCode);
        Assert.Equal(["good"], await ValuesAsync(1));
        Assert.Equal(0, await _client.EndOffsetAsync(new(_topic, 0)));
    }

    [Fact]
    public async Task A_refused_batch_without_acks_closes_the_connection()
    {
        await using var doomed = await broker.ConnectAsync();
        await doomed.Connection.SendWithoutResponseAsync(
            KafkaClient.ProduceRequestOf("no-such-topic", 0, [(0, Batch("a"))]), 12,
            TestContext.Current.CancellationToken);

        await Assert.ThrowsAnyAsync<Exception>(() => doomed.MetadataAsync(_topic));
        await _client.MetadataAsync(_topic);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(-2)]
    public async Task Other_acks_are_refused(short acks)
    {
        var answers = await SendAsync(KafkaClient.ProduceRequestOf(_topic, acks, [(0, Batch("a"))]), 12);
        Assert.Equal(ErrorCode.InvalidRequiredAcks, answers[0].ErrorCode);
    }

    [Theory]
    [InlineData("no-such-topic", 0)]
    [InlineData(null, 2)]
    [InlineData(null, -1)]
    public async Task What_does_not_exist_is_unknown(string? topic, int partition)
    {
        var answer = await _client.ProduceAsync(new(topic ?? _topic, partition), Batch("a"));
        Assert.Equal(ErrorCode.UnknownTopicOrPartition, answer.ErrorCode);
    }

    [Fact]
    public async Task By_id_the_topic_is_found_and_an_unknown_id_is_told()
    {
        var id = (await broker.DescribeTopicAsync(_client, _topic)).TopicId;
        Assert.Equal(ErrorCode.None, (await SendAsync(ById(id), VersionById))[0].ErrorCode);
        Assert.Equal(
            ErrorCode.UnknownTopicId, (await SendAsync(ById(new TopicId(Guid.NewGuid())), VersionById))[0].ErrorCode);
    }

    [Fact]
    public async Task Zstd_is_for_versions_that_know_it()
    {
        var batch = TestBatch.OfValues(
            [new byte[1000]], 1, new RecordBatchOptions { Compression = CompressionType.Zstd });
        var request = KafkaClient.ProduceRequestOf(_topic, -1, [(0, batch)]);

        Assert.Equal(
            ErrorCode.UnsupportedCompressionType, (await SendAsync(request, VersionWithoutZstd))[0].ErrorCode);
        Assert.Equal(ErrorCode.None, (await SendAsync(request, VersionWithoutZstd + 1))[0].ErrorCode);
    }

    [Fact]
    public async Task A_repeated_batch_of_an_idempotent_producer_gets_its_first_offset()
    {
        var producer = await _client.InitProducerIdAsync();
        var batch = TestBatch.OfValues(["a"u8.ToArray()], 1, new RecordBatchOptions
        {
            ProducerId = producer.ProducerId, ProducerEpoch = producer.Epoch, BaseSequence = 0,
        });
        await _client.ProduceAsync(new(_topic, 0), Batch("before"));

        Assert.Equal(1, (await _client.ProduceAsync(new(_topic, 0), batch)).BaseOffset);
        var again = await _client.ProduceAsync(new(_topic, 0), batch);
        Assert.Equal((ErrorCode.None, 1L), (again.ErrorCode, again.BaseOffset));
        Assert.Equal(["before", "a"], await ValuesAsync(0));
    }

    private static byte[] Batch(params string[] values) =>
        TestBatch.OfValues(values.Select(Encoding.UTF8.GetBytes), DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());

    private static ProduceRequest ById(TopicId id)
    {
        var request = KafkaClient.ProduceRequestOf("", -1, [(0, Batch("a"))]);
        request.TopicData[0].TopicId = id;
        return request;
    }

    private async Task<List<ProduceResponse.PartitionProduceResponse>> SendAsync(
        ProduceRequest request, short version) =>
        (await _client.Connection.SendAsync<ProduceRequest, ProduceResponse>(request, version))
            .Responses[0].PartitionResponses;

    private async Task<IEnumerable<string?>> ValuesAsync(int partition) =>
        (await _client.ReadAllAsync(new(_topic, partition))).Select(record => record.ValueText);
}

using OrleansBroker.Gateway.Tests.Brokers;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;
using OrleansBroker.Protocol.Records;
using OrleansBroker.TestKit;

namespace OrleansBroker.Gateway.Tests.Handlers;

/// <summary>What a topic does not take of a batch, and which records are told to be at fault.</summary>
public sealed class RefusedRecordsTests(TestBroker broker) : IClassFixture<TestBroker>, IAsyncLifetime
{
    private const int HourMs = 3_600_000;

    private readonly string _topic = $"refused-{Guid.NewGuid():N}";
    private readonly long _nowMs = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
    private KafkaClient _client = null!;

    public async ValueTask InitializeAsync() => _client = await broker.ConnectAsync();

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    [Fact]
    public async Task Records_without_a_key_are_told_on_a_compacted_topic()
    {
        await CreateAsync("cleanup.policy", "compact");

        var answer = await ProduceAsync(("a", 0), (null, 0), ("b", 0), (null, 0));

        Assert.Equal(ErrorCode.InvalidRecord, answer.ErrorCode);
        Assert.Equal([1, 3], answer.RecordErrors.Select(error => error.BatchIndex));
        Assert.All(
            answer.RecordErrors,
            error => Assert.Contains("no key", error.BatchIndexErrorMessage, StringComparison.Ordinal));
        Assert.NotNull(answer.ErrorMessage);
    }

    [Theory]
    [InlineData("message.timestamp.before.max.ms", -HourMs)]
    [InlineData("message.timestamp.after.max.ms", HourMs)]
    public async Task Records_of_a_strange_time_are_told(string bound, int strangeMs)
    {
        await CreateAsync(bound, $"{HourMs / 2}");

        var answer = await ProduceAsync(("a", 0), ("b", strangeMs), ("c", 0));

        Assert.Equal((ErrorCode.InvalidTimestamp, -1), (answer.ErrorCode, answer.BaseOffset));
        Assert.Equal([1], answer.RecordErrors.Select(error => error.BatchIndex));
        Assert.Equal(ErrorCode.None, (await ProduceAsync(("a", strangeMs / 4))).ErrorCode);
    }

    [Fact]
    public async Task The_brokers_own_time_takes_the_place_of_any()
    {
        await CreateAsync("message.timestamp.type", "LogAppendTime");

        var answer = await ProduceAsync(("a", -HourMs * 100), ("b", HourMs * 100));

        Assert.Equal(ErrorCode.None, answer.ErrorCode);
        Assert.InRange(answer.LogAppendTimeMs, _nowMs, _nowMs + HourMs);
        var records = await _client.ReadAllAsync(new(_topic, 0));
        Assert.All(records, record => Assert.Equal(answer.LogAppendTimeMs, record.TimestampMs));
    }

    [Fact]
    public async Task The_producers_time_stays_without_that()
    {
        await CreateAsync("message.timestamp.type", "CreateTime");

        var answer = await ProduceAsync(("a", -5), ("b", 7));

        Assert.Equal(-1, answer.LogAppendTimeMs);
        var records = await _client.ReadAllAsync(new(_topic, 0));
        Assert.Equal([_nowMs - 5, _nowMs + 7], records.Select(record => record.TimestampMs));
    }

    private Task CreateAsync(string config, string value) =>
        _client.CreateTopicAsync(_topic, 1, new Dictionary<string, string> { [config] = value });

    private async Task<ProduceResponse.PartitionProduceResponse> ProduceAsync(
        params (string? Key, int AfterMs)[] records)
    {
        using var builder = new RecordBatchBuilder();
        foreach (var (key, afterMs) in records)
        {
            ReadOnlyMemory<byte>? bytes = key is null ? default(ReadOnlyMemory<byte>?) : "k"u8.ToArray();
            builder.Append(_nowMs + afterMs, bytes, "v"u8.ToArray());
        }

        return await _client.ProduceAsync(new(_topic, 0), TestBatch.ToArray(builder));
    }
}

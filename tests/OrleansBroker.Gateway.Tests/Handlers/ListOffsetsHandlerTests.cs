using System.Text;
using OrleansBroker.Gateway.Tests.Brokers;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;
using OrleansBroker.TestKit;
using Answer = OrleansBroker.Protocol.Messages.ListOffsetsResponse.ListOffsetsPartitionResponse;

namespace OrleansBroker.Gateway.Tests.Handlers;

/// <summary>A partition with three records of the timestamps base, base + 2,000 and base + 1,000.</summary>
public sealed class ListOffsetsHandlerTests(TestBroker broker) : IClassFixture<TestBroker>, IAsyncLifetime
{
    private const short Newest = 11;

    private readonly string _topic = $"list-{Guid.NewGuid():N}";
    private readonly long _baseMs = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
    private KafkaClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _client = await broker.ConnectAsync();
        await _client.CreateTopicAsync(_topic, 1);
        foreach (var delayMs in new[] { 0, 2_000, 1_000 })
        {
            var batch = TestBatch.OfValues([Encoding.UTF8.GetBytes("value")], _baseMs + delayMs);
            await _client.ProduceAsync(new(_topic, 0), batch);
        }
    }

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    [Theory]
    [InlineData(-1, 1, 3)]
    [InlineData(-2, 1, 0)]
    [InlineData(-3, 7, 1)]
    [InlineData(-4, 8, 0)]
    [InlineData(-5, 9, -1)]
    [InlineData(-6, 11, -1)]
    public async Task A_place_in_the_log_is_told_from_its_version_on(long timestamp, short version, long offset)
    {
        foreach (var isolation in new sbyte[] { 0, 1 })
        {
            var answer = await ListAsync(timestamp, version, isolation);
            Assert.Equal((ErrorCode.None, offset), (answer.ErrorCode, answer.Offset));
        }

        if (version > 1)
        {
            var tooEarly = await ListAsync(timestamp, (short)(version - 1));
            Assert.Equal((ErrorCode.UnsupportedVersion, -1), (tooEarly.ErrorCode, tooEarly.Offset));
        }
    }

    [Fact]
    public async Task A_place_that_there_is_not_is_of_no_version() =>
        Assert.Equal(ErrorCode.UnsupportedVersion, (await ListAsync(-7, Newest)).ErrorCode);

    [Theory]
    [InlineData(-5_000, 0, 0)]
    [InlineData(1, 1, 2_000)]
    [InlineData(1_500, 1, 2_000)]
    [InlineData(2_001, -1, null)]
    public async Task By_timestamp_it_is_the_first_record_that_young(int afterMs, long offset, int? foundMs)
    {
        var answer = await ListAsync(_baseMs + afterMs, Newest);

        Assert.Equal((ErrorCode.None, offset), (answer.ErrorCode, answer.Offset));
        Assert.Equal(foundMs is null ? -1 : _baseMs + foundMs, answer.Timestamp);
    }

    [Theory]
    [InlineData(-1, ErrorCode.None)]
    [InlineData(0, ErrorCode.None)]
    [InlineData(100, ErrorCode.UnknownLeaderEpoch)]
    public async Task The_clients_leader_epoch_must_be_the_leaders(int epoch, ErrorCode expected) =>
        Assert.Equal(expected, (await ListAsync(-1, Newest, epoch: epoch)).ErrorCode);

    [Fact]
    public async Task A_partition_may_be_asked_for_once()
    {
        var response = await _client.Connection.SendAsync<ListOffsetsRequest, ListOffsetsResponse>(
            new() { ReplicaId = -1, Topics = [new() { Name = _topic, Partitions = [Ask(-1), Ask(-2)] }] }, Newest,
            TestContext.Current.CancellationToken);

        Assert.All(
            response.Topics[0].Partitions, answer => Assert.Equal(ErrorCode.InvalidRequest, answer.ErrorCode));
    }

    [Fact]
    public async Task An_unknown_partition_is_told()
    {
        var response = await _client.Connection.SendAsync<ListOffsetsRequest, ListOffsetsResponse>(
            new()
            {
                ReplicaId = -1,
                Topics = [new() { Name = _topic, Partitions = [new() { PartitionIndex = 7, Timestamp = -1 }] }],
            },
            Newest,
            TestContext.Current.CancellationToken);

        Assert.Equal(ErrorCode.UnknownTopicOrPartition, response.Topics[0].Partitions[0].ErrorCode);
    }

    private static ListOffsetsRequest.ListOffsetsPartition Ask(long timestamp, int epoch = -1) =>
        new() { Timestamp = timestamp, CurrentLeaderEpoch = epoch };

    private async Task<Answer> ListAsync(long timestamp, short version, sbyte isolation = 0, int epoch = -1)
    {
        var request = new ListOffsetsRequest
        {
            ReplicaId = -1,
            IsolationLevel = version >= 2 ? isolation : (sbyte)0,
            Topics = [new() { Name = _topic, Partitions = [Ask(timestamp, epoch)] }],
        };
        var response = await _client.Connection.SendAsync<ListOffsetsRequest, ListOffsetsResponse>(request, version);
        return response.Topics[0].Partitions[0];
    }
}

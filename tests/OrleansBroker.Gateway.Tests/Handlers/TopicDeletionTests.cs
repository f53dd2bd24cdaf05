using System.Text;
using OrleansBroker.Gateway.Tests.Brokers;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;
using OrleansBroker.TestKit;

namespace OrleansBroker.Gateway.Tests.Handlers;

/// <summary>What becomes of requests whose topic is deleted while they run.</summary>
public sealed class TopicDeletionTests(TestBroker broker) : IClassFixture<TestBroker>, IAsyncLifetime
{
    private const short ByName = 12;
    private const int Producers = 4;

    private static readonly ErrorCode[] Refusals = [ErrorCode.NotLeaderOrFollower, ErrorCode.UnknownTopicOrPartition];

    private readonly TopicPartition _partition = new($"deleted-{Guid.NewGuid():N}", 0);
    private KafkaClient _client = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _client = await broker.ConnectAsync();
        await _client.CreateTopicAsync(_partition.Topic, 1);
    }

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    [Fact]
    public async Task A_parked_fetch_is_told_at_once()
    {
        await using var consumer = await broker.ConnectAsync();
        var request = KafkaClient.FetchRequestOf(_partition.Topic, 1 << 20, [(0, 0)]);
        request.MaxWaitMs = 300_000;
        var parked = consumer.Connection.SendAsync<FetchRequest, FetchResponse>(request, ByName, Stop);

        await DeleteAsync();

        var answer = (await parked.WaitAsync(TimeSpan.FromSeconds(60), Stop)).Responses[0].Partitions[0];
        Assert.Contains(answer.ErrorCode, Refusals);
    }

    [Fact]
    public async Task Appends_and_reads_that_run_against_it_are_answered_and_the_name_can_be_used_again()
    {
        await using var consumer = await broker.ConnectAsync();
        var reading = ReadUntilRefusedAsync(consumer);
        var clients = await Task.WhenAll(Enumerable.Range(0, Producers).Select(_ => broker.ConnectAsync()));
        var producing = clients.Select(ProduceUntilRefusedAsync).ToList();
        await _client.ProduceAsync(_partition, Batch());

        await DeleteAsync();

        Assert.All(await Task.WhenAll([.. producing, reading]), error => Assert.Contains(error, Refusals));
        await _client.CreateTopicAsync(_partition.Topic, 1);
        foreach (var client in clients)
        {
            Assert.Equal(ErrorCode.None, (await client.ProduceAsync(_partition, Batch())).ErrorCode);
            await client.DisposeAsync();
        }

        Assert.Equal(Producers, await _client.EndOffsetAsync(_partition));
    }

    private static byte[] Batch() => TestBatch.OfValues([Encoding.UTF8.GetBytes("v")], timestampMs: 1_000);

    private async Task<ErrorCode> ProduceUntilRefusedAsync(KafkaClient client)
    {
        while (true)
        {
            var answer = await client.ProduceAsync(_partition, Batch());
            if (answer.ErrorCode != ErrorCode.None)
            {
                return answer.ErrorCode;
            }
        }
    }

    private async Task<ErrorCode> ReadUntilRefusedAsync(KafkaClient client)
    {
        while (true)
        {
            var answer = await client.FetchAsync(_partition, 0);
            if (answer.ErrorCode != ErrorCode.None)
            {
                return answer.ErrorCode;
            }
        }
    }

    private async Task DeleteAsync()
    {
        var request = new DeleteTopicsRequest { TopicNames = [_partition.Topic], TimeoutMs = 30_000 };
        var response = await _client.Connection.SendAsync<DeleteTopicsRequest, DeleteTopicsResponse>(request, 5, Stop);
        Assert.Equal(ErrorCode.None, response.Responses[0].ErrorCode);
    }
}

using System.Text;
using OrleansBroker.Gateway.Tests.Brokers;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;
using OrleansBroker.TestKit;

namespace OrleansBroker.Gateway.Tests.Handlers;

/// <summary>What clients see of a broker that is stopped under them, as by SIGTERM.</summary>
public sealed class StopTests : IDisposable
{
    private const short ByName = 12;
    private const int InFlight = 8;

    private static readonly TopicPartition Written = new("t", 0);
    private static readonly TopicPartition Empty = new("t", 1);

    private readonly string _folder = Directory.CreateTempSubdirectory("orleansbroker-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Whoever_waits_is_answered_and_what_was_written_is_acknowledged()
    {
        var broker = await RunningBroker.StartAsync(_folder);
        await using var consumer = await broker.ConnectAsync();
        await using var producer = await broker.ConnectAsync();
        await consumer.CreateTopicAsync(Written.Topic, 2);
        var parked = consumer.Connection.SendAsync<FetchRequest, FetchResponse>(
            Fetch(), ByName, TestContext.Current.CancellationToken);
        await producer.ProduceAsync(Written, Batch());
        var acknowledged = ProduceUntilClosedAsync(producer);

        await broker.DisposeAsync();

        Assert.Equal(ErrorCode.None, (await parked).Responses[0].Partitions[0].ErrorCode);
        await using var again = await RunningBroker.StartAsync(_folder);
        await using var reader = await again.ConnectAsync();
        Assert.Equal(1 + await acknowledged, await reader.EndOffsetAsync(Written));
    }

    /// <summary>Keeps some requests under way until the connection ends; returns how many were acknowledged.</summary>
    private static async Task<int> ProduceUntilClosedAsync(KafkaClient producer)
    {
        var acknowledged = 0;
        await Task.WhenAll(Enumerable.Range(0, InFlight).Select(async _ =>
        {
            try
            {
                while ((await producer.ProduceAsync(Written, Batch())).ErrorCode == ErrorCode.None)
                {
                    Interlocked.Increment(ref acknowledged);
                }
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                // The broker has stopped, which is what ends this.
            }
        }));
        return acknowledged;
    }

    private static byte[] Batch() => TestBatch.OfValues([Encoding.UTF8.GetBytes("v")], timestampMs: 1_000);

    private static FetchRequest Fetch()
    {
        var request = KafkaClient.FetchRequestOf(Empty.Topic, 1 << 20, [(Empty.Partition, 0)]);
        request.MaxWaitMs = 60_000;
        return request;
    }
}

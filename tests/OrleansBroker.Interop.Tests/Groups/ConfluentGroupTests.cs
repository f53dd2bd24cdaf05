using System.Collections.Concurrent;
using Confluent.Kafka;
using OrleansBroker.Interop.Tests.Brokers;
using OrleansBroker.Interop.Tests.Clients;
using OrleansBroker.TestKit;

namespace OrleansBroker.Interop.Tests.Groups;

/// <summary>Groups of Confluent.Kafka, with eager and with cooperative rebalancing.</summary>
public class ConfluentGroupTests(SharedBroker broker)
{
    private const int Records = 600;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(PartitionAssignmentStrategy.Range)]
    [InlineData(PartitionAssignmentStrategy.CooperativeSticky)]
    public async Task Three_members_read_everything_and_a_fourth_goes_on_where_they_were(
        PartitionAssignmentStrategy strategy)
    {
        SystemLibrdkafka.RequireIt();
        var topic = SharedBroker.NewTopic($"confluent-group-{strategy}");
        await using var client = await KafkaClient.ConnectAsync(broker.Address);
        await client.CreateTopicAsync(topic, partitions: 6);

        await ProduceAsync(topic, 0);
        var first = await ConsumeAsync(topic, strategy, members: 3);
        await ProduceAsync(topic, Records);
        var second = await ConsumeAsync(topic, strategy, members: 1);

        Assert.Equal(Enumerable.Range(0, Records), first);
        Assert.Equal(Enumerable.Range(Records, Records), second);
    }

    private async Task ProduceAsync(string topic, int first)
    {
        var config = new ProducerConfig { BootstrapServers = broker.Address, LingerMs = 20 };
        using var producer = new ProducerBuilder<int, int>(config).Build();
        await Task.WhenAll(Enumerable.Range(first, Records).Select(number =>
            producer.ProduceAsync(topic, new Message<int, int> { Key = number, Value = number }))).WaitAsync(Limit);
    }

    /// <summary>The numbers that members read until all have come, each once.</summary>
    private async Task<IEnumerable<int>> ConsumeAsync(string topic, PartitionAssignmentStrategy strategy, int members)
    {
        var numbers = new ConcurrentDictionary<int, bool>();
        using var done = new CancellationTokenSource(Limit);
        await Task.WhenAll(Enumerable.Range(0, members).Select(_ => Task.Run(
            () => Read(topic, strategy, numbers, done), TestContext.Current.CancellationToken)));
        return numbers.Keys.Order();
    }

    private void Read(string topic, PartitionAssignmentStrategy strategy, ConcurrentDictionary<int, bool> numbers,
        CancellationTokenSource done)
    {
        var config = new ConsumerConfig
        {
            BootstrapServers = broker.Address,
            GroupId = topic,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            EnableAutoCommit = false,
            PartitionAssignmentStrategy = strategy,
            SessionTimeoutMs = 10_000,
        };
        using var consumer = new ConsumerBuilder<int, int>(config).Build();
        consumer.Subscribe(topic);
        try
        {
            while (true)
            {
                var record = consumer.Consume(done.Token);
                numbers[record.Message.Value] = true;
                consumer.Commit(record);
                if (numbers.Count == Records)
                {
                    done.Cancel();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // All have come, or the time is up.
        }
        finally
        {
            consumer.Close();
        }
    }
}

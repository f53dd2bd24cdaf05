using Confluent.Kafka;
using Confluent.Kafka.Admin;
using OrleansBroker.Interop.Tests.Brokers;
using OrleansBroker.Interop.Tests.Clients;

namespace OrleansBroker.Interop.Tests;

/// <summary>Confluent.Kafka, the client that most .NET applications have.</summary>
public class ConfluentTests(SharedBroker broker)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(CompressionType.None)]
    [InlineData(CompressionType.Gzip)]
    [InlineData(CompressionType.Snappy)]
    [InlineData(CompressionType.Lz4)]
    [InlineData(CompressionType.Zstd)]
    public async Task An_idempotent_producer_s_records_come_back_in_order(CompressionType codec)
    {
        SystemLibrdkafka.RequireIt();
        var topic = SharedBroker.NewTopic($"confluent-{codec}");
        int[] sizes = [1, 10, 1_000, 50_000, 900_000, 1_000, 1];
        var random = new Random(3);
        var values = sizes.Select(size => random.GetItems("abcdefgh"u8.ToArray(), size)).ToArray();

        await ProduceAsync(topic, codec, values.Select(value => new Message<byte[]?, byte[]?> { Value = value }));

        Assert.Equal(values, Consume(topic, values.Length).Select(record => record.Message.Value));
    }

    [Fact]
    public async Task Keys_headers_timestamps_and_nulls_come_back()
    {
        SystemLibrdkafka.RequireIt();
        var topic = SharedBroker.NewTopic("confluent-fields");
        var time = At(NowMs);
        Message<byte[]?, byte[]?>[] messages =
        [
            new()
            {
                Key = [1, 2],
                Value = [3],
                Timestamp = time,
                Headers = [new Header("name", [4, 5]), new Header("name", null), new Header("empty", [])],
            },
            new() { Key = null, Value = null, Timestamp = time },
            new() { Key = [], Value = [], Timestamp = time },
        ];

        await ProduceAsync(topic, CompressionType.None, messages);
        var records = Consume(topic, messages.Length);

        Assert.Equal(messages.Select(message => message.Key), records.Select(record => record.Message.Key));
        Assert.Equal(messages.Select(message => message.Value), records.Select(record => record.Message.Value));
        Assert.All(records, record => Assert.Equal(time, record.Message.Timestamp));
        Assert.Equal(
            [("name", [4, 5]), ("name", null), ("empty", [])],
            records[0].Message.Headers.Select(header => (header.Key, (byte[]?)header.GetValueBytes())));
    }

    [Fact]
    public async Task Offsets_are_found_by_time_and_at_both_ends()
    {
        SystemLibrdkafka.RequireIt();
        var topic = SharedBroker.NewTopic("confluent-times");
        var firstMs = NowMs - 100_000;
        await ProduceAsync(topic, CompressionType.None, Enumerable.Range(0, 100).Select(index =>
            new Message<byte[]?, byte[]?> { Timestamp = At(firstMs + (index * 1_000)) }));

        using var consumer = NewConsumer();
        var partition = new TopicPartition(topic, 0);
        var found = consumer.OffsetsForTimes(
            [new TopicPartitionTimestamp(partition, At(firstMs + 41_500))], Limit);
        var ends = consumer.QueryWatermarkOffsets(partition, Limit);

        Assert.Equal(42, found.Single().Offset.Value);
        Assert.Equal((0, 100), (ends.Low.Value, ends.High.Value));
    }

    [Fact]
    public async Task Topics_are_created_grown_described_and_deleted()
    {
        SystemLibrdkafka.RequireIt();
        var topic = SharedBroker.NewTopic("confluent-admin");
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = broker.Address }).Build();

        await admin.CreateTopicsAsync(
        [
            new TopicSpecification
            {
                Name = topic,
                NumPartitions = 2,
                ReplicationFactor = 1,
                Configs = new Dictionary<string, string> { ["retention.ms"] = "60000" },
            },
        ]);
        await admin.CreatePartitionsAsync([new PartitionsSpecification { Topic = topic, IncreaseTo = 4 }]);
        var partitions = admin.GetMetadata(topic, Limit).Topics.Single().Partitions.Count;
        var configs = await admin.DescribeConfigsAsync(
            [new ConfigResource { Type = ResourceType.Topic, Name = topic }]);
        var again = await Assert.ThrowsAsync<CreateTopicsException>(() => admin.CreateTopicsAsync(
            [new TopicSpecification { Name = topic, NumPartitions = 1, ReplicationFactor = 1 }]));
        await admin.DeleteTopicsAsync([topic]);

        Assert.Equal(4, partitions);
        Assert.Equal("60000", configs.Single().Entries["retention.ms"].Value);
        Assert.Equal(ErrorCode.TopicAlreadyExists, again.Results.Single().Error.Code);
        Assert.DoesNotContain(admin.GetMetadata(Limit).Topics, known => known.Topic == topic);
    }

    private static long NowMs => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    private static Timestamp At(long milliseconds) => new(milliseconds, TimestampType.CreateTime);

    private async Task ProduceAsync(
        string topic, CompressionType codec, IEnumerable<Message<byte[]?, byte[]?>> messages)
    {
        var config = new ProducerConfig
        {
            BootstrapServers = broker.Address,
            EnableIdempotence = true,
            CompressionType = codec,
            LingerMs = 20,
        };
        using var producer = new ProducerBuilder<byte[]?, byte[]?>(config).Build();
        var sends = messages.Select(message => producer.ProduceAsync(topic, message)).ToArray();
        await Task.WhenAll(sends).WaitAsync(Limit);
    }

    private List<ConsumeResult<byte[]?, byte[]?>> Consume(string topic, int count)
    {
        using var consumer = NewConsumer();
        consumer.Assign(new TopicPartitionOffset(topic, 0, Offset.Beginning));
        var records = new List<ConsumeResult<byte[]?, byte[]?>>();
        while (records.Count < count)
        {
            records.Add(consumer.Consume(Limit) ?? throw new TimeoutException($"{records.Count} of {count} came."));
        }

        return records;
    }

    private IConsumer<byte[]?, byte[]?> NewConsumer() =>
        new ConsumerBuilder<byte[]?, byte[]?>(new ConsumerConfig
        {
            BootstrapServers = broker.Address,
            GroupId = "assigned-by-hand",
            EnableAutoCommit = false,
        }).Build();
}

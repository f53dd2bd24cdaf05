using System.Diagnostics;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.TestKit;

/// <summary>
/// What tests ask of one broker, in one line each; any API beyond goes through <see cref="Connection"/>. Thread-safe,
/// and as pipelined as its connection.
/// </summary>
public sealed class KafkaClient : IAsyncDisposable
{
    // The newest versions in which topics go by name.
    private const short ProduceVersion = 12;
    private const short FetchVersion = 12;
    private const short MetadataVersion = 9;
    private const short ListOffsetsVersion = 7;
    private const short InitProducerIdVersion = 4;
    private const short CreateTopicsVersion = 7;

    private const int TimeoutMs = 30_000;

    private KafkaClient(KafkaConnection connection) => Connection = connection;

    public KafkaConnection Connection { get; }

    /// <summary>Connects to `host:port`.</summary>
    public static async Task<KafkaClient> ConnectAsync(string address)
    {
        var colon = address.LastIndexOf(':');
        var port = int.Parse(address.AsSpan(colon + 1), System.Globalization.CultureInfo.InvariantCulture);
        return new KafkaClient(await KafkaConnection.ConnectAsync(address[..colon], port));
    }

    /// <summary>
    /// Creates a topic with one replica; throws <see cref="KafkaErrorException"/>, also where it exists.
    /// </summary>
    public async Task CreateTopicAsync(
        string topic, int partitions, IReadOnlyDictionary<string, string>? configs = null)
    {
        var request = new CreateTopicsRequest
        {
            TimeoutMs = TimeoutMs,
            Topics =
            [
                new CreateTopicsRequest.CreatableTopic
                {
                    Name = topic,
                    NumPartitions = partitions,
                    ReplicationFactor = 1,
                    Configs = [.. (configs ?? new Dictionary<string, string>()).Select(config =>
                        new CreateTopicsRequest.CreatableTopicConfig { Name = config.Key, Value = config.Value })],
                },
            ],
        };
        var response = await Connection.SendAsync<CreateTopicsRequest, CreateTopicsResponse>(
            request, CreateTopicsVersion);
        KafkaErrorException.ThrowIfFailed(response.Topics[0].ErrorCode, response.Topics[0].ErrorMessage);
    }

    /// <summary>Brokers and, for the topics named, partitions with their leaders.</summary>
    public Task<MetadataResponse> MetadataAsync(params string[] topics) =>
        Connection.SendAsync<MetadataRequest, MetadataResponse>(
            new MetadataRequest
            {
                Topics = [.. topics.Select(name => new MetadataRequest.MetadataRequestTopic { Name = name })],
                AllowAutoTopicCreation = false,
            },
            MetadataVersion);

    /// <summary>A new idempotent producer; asked again while the broker is only not ready to give one.</summary>
    public async Task<ProducerIdAndEpoch> InitProducerIdAsync()
    {
        var request = new InitProducerIdRequest { TransactionalId = null, TransactionTimeoutMs = TimeoutMs };
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var response = await Connection.SendAsync<InitProducerIdRequest, InitProducerIdResponse>(
                request, InitProducerIdVersion);
            if (!response.ErrorCode.IsRetriable() || watch.ElapsedMilliseconds > TimeoutMs)
            {
                KafkaErrorException.ThrowIfFailed(response.ErrorCode);
                return new ProducerIdAndEpoch(response.ProducerId, response.ProducerEpoch);
            }
        }
    }

    /// <summary>Produces one batch; the answer is the broker's, error or not.</summary>
    /// <param name="batch">Linked into the request: it must not change until the task has ended.</param>
    public async Task<ProduceResponse.PartitionProduceResponse> ProduceAsync(
        TopicPartition partition, ReadOnlyMemory<byte> batch, short acks = -1)
    {
        var response = await Connection.SendAsync<ProduceRequest, ProduceResponse>(
            ProduceRequestOf(partition.Topic, acks, [(partition.Partition, batch)]), ProduceVersion);
        return response.Responses[0].PartitionResponses[0];
    }

    /// <summary>A produce request for partitions of one topic.</summary>
    public static ProduceRequest ProduceRequestOf(
        string topic, short acks, IEnumerable<(int Partition, ReadOnlyMemory<byte> Batch)> batches) =>
        new()
        {
            Acks = acks,
            TimeoutMs = TimeoutMs,
            TopicData =
            [
                new ProduceRequest.TopicProduceData
                {
                    Name = topic,
                    PartitionData = [.. batches.Select(batch => new ProduceRequest.PartitionProduceData
                    {
                        Index = batch.Partition,
                        Records = batch.Batch,
                    })],
                },
            ],
        };

    /// <summary>Asks once for batches from an offset on, waiting up to a second for the first.</summary>
    public async Task<FetchResponse.PartitionData> FetchAsync(
        TopicPartition partition, long offset, int maxBytes = 1 << 20)
    {
        var request = FetchRequestOf(partition.Topic, maxBytes, [(partition.Partition, offset)]);
        var response = await Connection.SendAsync<FetchRequest, FetchResponse>(request, FetchVersion);
        KafkaErrorException.ThrowIfFailed(response.ErrorCode);
        return response.Responses[0].Partitions[0];
    }

    /// <summary>Every record of a partition, from its start to where it ends now.</summary>
    public async Task<List<TestRecord>> ReadAllAsync(TopicPartition partition)
    {
        var next = await StartOffsetAsync(partition);
        var end = await EndOffsetAsync(partition);
        var all = new List<TestRecord>();
        while (next < end)
        {
            var fetched = await FetchAsync(partition, next);
            KafkaErrorException.ThrowIfFailed(fetched.ErrorCode);

            // A batch comes whole even when the fetch begins in its middle.
            var from = next;
            var records = fetched.Records ?? default;
            all.AddRange(TestBatch.Read(records).Where(record => record.Offset >= from));
            next = Math.Max(next, TestBatch.EndOf(records));
        }

        return all;
    }

    /// <summary>A fetch request without a session for partitions of one topic.</summary>
    public static FetchRequest FetchRequestOf(
        string topic, int partitionMaxBytes, IEnumerable<(int Partition, long Offset)> positions) =>
        new()
        {
            ReplicaId = -1,
            MaxWaitMs = 1_000,
            MinBytes = 1,
            MaxBytes = int.MaxValue,
            SessionEpoch = -1,
            Topics =
            [
                new FetchRequest.FetchTopic
                {
                    Topic = topic,
                    Partitions = [.. positions.Select(position => new FetchRequest.FetchPartition
                    {
                        Partition = position.Partition,
                        FetchOffset = position.Offset,
                        CurrentLeaderEpoch = -1,
                        LastFetchedEpoch = -1,
                        PartitionMaxBytes = partitionMaxBytes,
                    })],
                },
            ],
        };

    /// <summary>The offset that the next record will get.</summary>
    public Task<long> EndOffsetAsync(TopicPartition partition) => OffsetAsync(partition, timestamp: -1);

    /// <summary>The offset of the oldest record.</summary>
    public Task<long> StartOffsetAsync(TopicPartition partition) => OffsetAsync(partition, timestamp: -2);

    /// <summary>
    /// The first offset at or after a timestamp, in milliseconds since 1970 or Kafka's special values.
    /// </summary>
    public async Task<long> OffsetAsync(TopicPartition partition, long timestamp)
    {
        var request = new ListOffsetsRequest
        {
            ReplicaId = -1,
            Topics =
            [
                new ListOffsetsRequest.ListOffsetsTopic
                {
                    Name = partition.Topic,
                    Partitions =
                    [
                        new ListOffsetsRequest.ListOffsetsPartition
                        {
                            PartitionIndex = partition.Partition,
                            CurrentLeaderEpoch = -1,
                            Timestamp = timestamp,
                        },
                    ],
                },
            ],
        };
        var response = await Connection.SendAsync<ListOffsetsRequest, ListOffsetsResponse>(
            request, ListOffsetsVersion);
        KafkaErrorException.ThrowIfFailed(response.Topics[0].Partitions[0].ErrorCode);
        return response.Topics[0].Partitions[0].Offset;
    }

    public ValueTask DisposeAsync() => Connection.DisposeAsync();
}

using System.Buffers.Binary;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;
using OrleansBroker.Protocol.Records;
using OrleansBroker.TestKit;

namespace OrleansBroker.Interop.Tests.Crash;

/// <summary>
/// An idempotent producer of one partition whose records are numbered from 0. What was not acknowledged when the broker
/// died is sent again with its old sequence, as every Kafka client does, so the log must end up with each number once
/// and in order. Used by one task at a time.
/// </summary>
internal sealed class NumberedWriter(TopicPartition partition, ProducerIdAndEpoch producer)
{
    private const int MaxInFlight = 5;
    private const int RecordsPerBatch = 10;
    private const int RecordBytes = 1_000;

    private readonly Queue<byte[]> _unacknowledged = new(MaxInFlight);
    private readonly Queue<Task<ProduceResponse.PartitionProduceResponse>> _inFlight = new(MaxInFlight);
    private int _nextNumber;

    /// <summary>Records that the broker has acknowledged: the numbers below this one.</summary>
    public int Acknowledged { get; private set; }

    /// <summary>Records that were sent at all.</summary>
    public int Sent => _nextNumber;

    /// <summary>The number in a record of this writer.</summary>
    public static long NumberOf(TestRecord record) => BinaryPrimitives.ReadInt64BigEndian(record.Value);

    /// <summary>Writes until the connection ends or <paramref name="enough"/> is completed.</summary>
    /// <param name="client">A fresh connection.</param>
    /// <param name="progress">Told the number of records with each acknowledgement.</param>
    /// <param name="enough">When completed, no new batches follow; those in flight are still waited for.</param>
    public async Task WriteAsync(KafkaClient client, Action<int> progress, Task enough)
    {
        _inFlight.Clear();
        try
        {
            foreach (var batch in _unacknowledged)
            {
                _inFlight.Enqueue(client.ProduceAsync(partition, batch));
            }

            while (!enough.IsCompleted)
            {
                await MakeRoomAsync(MaxInFlight - 1, progress);
                var batch = NextBatch();
                _unacknowledged.Enqueue(batch);
                _inFlight.Enqueue(client.ProduceAsync(partition, batch));
            }

            await MakeRoomAsync(0, progress);
        }
        catch (IOException)
        {
            // The broker is gone: the rest of this writer's work begins with the next connection.
        }
    }

    private async Task MakeRoomAsync(int inFlight, Action<int> progress)
    {
        while (_inFlight.Count > inFlight)
        {
            var response = await _inFlight.Peek();
            KafkaErrorException.ThrowIfFailed(response.ErrorCode, response.ErrorMessage);
            Assert.Equal(Acknowledged, response.BaseOffset);
            _ = _inFlight.Dequeue();
            _unacknowledged.Dequeue();
            Acknowledged += RecordsPerBatch;
            progress(RecordsPerBatch);
        }
    }

    private byte[] NextBatch()
    {
        var first = _nextNumber;
        _nextNumber += RecordsPerBatch;
        return TestBatch.OfValues(
            Enumerable.Range(first, RecordsPerBatch).Select(ValueOf),

            // Not just any time: a broker forgets producers, and deletes records, that are long past.
            DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(),
            new RecordBatchOptions
            {
                ProducerId = producer.ProducerId,
                ProducerEpoch = producer.Epoch,
                BaseSequence = first,
            });
    }

    private static byte[] ValueOf(int number)
    {
        var value = new byte[RecordBytes];
        BinaryPrimitives.WriteInt64BigEndian(value, number);
        return value;
    }
}

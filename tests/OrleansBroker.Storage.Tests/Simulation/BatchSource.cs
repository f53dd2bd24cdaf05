using System.Text;
using OrleansBroker.Protocol.Records;
using OrleansBroker.Storage.Tests.Kit;

namespace OrleansBroker.Storage.Tests.Simulation;

/// <summary>Makes batches of every kind that clients and coordinators send, wrong ones too.</summary>
internal sealed class BatchSource(Random random, ModelProducers producers, double nullKeys)
{
    private const int IdempotentIds = 4;
    private const int TransactionalIds = 3;
    private const int Keys = 8;
    private const int SentMax = 12;

    private static readonly CompressionType[] Codecs = [.. Enum.GetValues<CompressionType>().Where(IsPresent)];

    private readonly List<byte[]> _sent = [];

    public byte[] Next(long nowMs)
    {
        var idempotent = random.Next(IdempotentIds);
        var transactional = IdempotentIds + random.Next(TransactionalIds);
        return random.Next(100) switch
        {
            < 30 => Build(new RecordBatchOptions(), nowMs),
            < 56 => Sequenced(idempotent, 0, 0, false, nowMs),
            < 60 => Sequenced(idempotent, 1, 0, false, nowMs),
            < 63 => Sequenced(idempotent, -1, 0, false, nowMs),
            < 67 => Sequenced(idempotent, random.Next(2), random.Next(1, 9), false, nowMs),
            < 75 when _sent.Count > 0 => _sent[random.Next(_sent.Count)],
            < 77 => Sequenced(transactional, 0, 0, false, nowMs),
            < 88 => Sequenced(transactional, random.Next(8) == 0 ? 1 : 0, 0, true, nowMs),
            _ => Marker(transactional),
        };
    }

    private static bool IsPresent(CompressionType type)
    {
        try
        {
            using var builder = new RecordBatchBuilder(new RecordBatchOptions { Compression = type });
            builder.Append(0, null, null);
            builder.Build().Release();
            return true;
        }
        catch (CompressionUnavailableException)
        {
            return false;
        }
    }

    private byte[] Marker(long id)
    {
        var known = producers.Find(id);
        var step = random.Next(6) switch { 0 => 1, 1 => -1, _ => 0 };
        var epoch = (short)(Math.Max(known?.Epoch ?? 0, (short)0) + step);
        var coordinatorEpoch = Math.Max(known?.CoordinatorEpoch ?? 0, 0) + random.Next(-1, 3);
        var marker = new TransactionMarker((ControlRecordType)random.Next(2), coordinatorEpoch);
        var batch = marker.BuildBatch(id, Math.Max(epoch, (short)0), 1_700_000_000_000 + random.Next(1_000));
        var bytes = batch.Memory.ToArray();
        batch.Release();
        return bytes;
    }

    private byte[] Sequenced(long id, int newerEpoch, int skipped, bool isTransactional, long nowMs)
    {
        var known = producers.Find(id);
        var epoch = Math.Max(Math.Max(known?.Epoch ?? 0, (short)0) + newerEpoch, 0);
        var next = known is null ? FirstSequence() : epoch == known.Epoch ? known.NextSequence : 0;
        var batch = Build(
            new RecordBatchOptions
            {
                ProducerId = id,
                ProducerEpoch = (short)epoch,
                BaseSequence = (next + skipped) & int.MaxValue,
                IsTransactional = isTransactional,
            },
            nowMs);
        _sent.Add(batch);
        _sent.RemoveRange(0, Math.Max(_sent.Count - SentMax, 0));
        return batch;
    }

    /// <summary>The log takes any from a producer that it does not know; near the end it must wrap around.</summary>
    private int FirstSequence() => random.Next(3) switch { 0 => int.MaxValue - 3, 1 => random.Next(100), _ => 0 };

    private byte[] Build(RecordBatchOptions options, long nowMs)
    {
        options = options with { Compression = random.Next(2) == 0 ? 0 : Codecs[random.Next(Codecs.Length)] };
        var size = random.Next(random.Next(30) switch { 0 => 30_000, < 4 => 3_000, _ => 200 });
        var count = random.Next(10) switch { 0 => random.Next(1, 40), < 4 => 1, _ => random.Next(2, 6) };
        using var builder = new RecordBatchBuilder(options);
        for (var index = 0; index < count; index++)
        {
            AppendRecord(builder, size / count, nowMs);
        }

        var batch = builder.Build();
        var bytes = batch.Memory.ToArray();
        batch.Release();
        return bytes;
    }

    private void AppendRecord(RecordBatchBuilder builder, int size, long nowMs)
    {
        ReadOnlyMemory<byte>? key = random.NextDouble() < nullKeys
            ? default(ReadOnlyMemory<byte>?)
            : Encoding.UTF8.GetBytes($"k{random.Next(Keys)}");
        ReadOnlyMemory<byte>? value = random.Next(12) == 0 ? default(ReadOnlyMemory<byte>?) : Value(size);
        var timestampMs = random.Next(40) == 0
            ? RecordBatchBuilder.NoTimestamp
            : nowMs + random.Next(-20_000, 2_000);
        RecordHeader[] headers =
        [
            .. Enumerable.Range(0, random.Next(8) == 0 ? random.Next(1, 3) : 0)
                .Select(index => new RecordHeader($"h{index}", index == 0 ? Value(5) : default(ReadOnlyMemory<byte>?)))
        ];
        builder.Append(timestampMs, key, value, headers);
    }

    /// <summary>Text that a codec does not make vanish.</summary>
    private ReadOnlyMemory<byte> Value(int size)
    {
        var bytes = new byte[size];
        for (var index = 0; index < size; index++)
        {
            bytes[index] = (byte)random.Next('a', 'z');
        }

        return bytes;
    }
}

using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Records;
using OrleansBroker.Storage.Tests.Kit;

namespace OrleansBroker.Storage.Tests.Simulation;

/// <summary>Makes batches of all kinds, and knows what a log must answer to those of idempotent producers.</summary>
internal sealed class SimulatedProducers(Random random)
{
    private const int Producers = 5;
    private const int TransactionalFrom = 3;
    private const short Epoch = 2;
    private const int RememberedBatches = 5;

    private readonly Dictionary<long, List<(int First, int Last, long Base, byte[] Batch)>> _written = [];
    private long _firstId = 1_000;

    /// <summary>From now on, other producers write: what the log remembers of the earlier ones is uncertain.</summary>
    public void Forget()
    {
        _firstId += Producers;
        _written.Clear();
    }

    public byte[] NextBatch(long timestampMs)
    {
        var number = random.Next(Producers);
        var id = _firstId + number;
        var written = _written.GetValueOrDefault(id) ?? [];
        if (number >= TransactionalFrom)
        {
            return NextTransactional(id, written, timestampMs);
        }

        return random.Next(8) switch
        {
            < 4 => Build(RecordBatchOptions.Default with { Compression = Codec() }, timestampMs),
            < 6 => Build(Idempotent(id, NextSequence(written)), timestampMs),
            6 when written.Count > 0 => written[random.Next(Math.Max(0, written.Count - 5), written.Count)].Batch,
            _ => Build(Idempotent(id, NextSequence(written) + (written.Count > 0 ? 7 : 0)), timestampMs),
        };
    }

    /// <summary>What the log must answer; a batch that it must take is noted as written.</summary>
    public (ErrorCode Error, long BaseOffset, bool IsDuplicate) Expect(byte[] batch, long endOffset)
    {
        var view = new RecordBatchView(batch);
        if (!view.HasProducerId || view.IsControl)
        {
            return (ErrorCode.None, endOffset, false);
        }

        var written = _written.TryGetValue(view.ProducerId, out var known) ? known : _written[view.ProducerId] = [];
        var (first, last) = (view.BaseSequence, view.LastSequence);
        foreach (var earlier in written.TakeLast(RememberedBatches))
        {
            if (earlier.First == first && earlier.Last == last)
            {
                return (ErrorCode.None, earlier.Base, true);
            }
        }

        if (written.Count > 0 && first != NextSequence(written))
        {
            return (ErrorCode.OutOfOrderSequenceNumber, -1, false);
        }

        written.Add((first, last, endOffset, batch));
        return (ErrorCode.None, endOffset, false);
    }

    /// <summary>The newest batch of an idempotent producer, which every restart must remember.</summary>
    public byte[]? LastOf(IEnumerable<byte[]> batches) =>
        batches.LastOrDefault(batch => new RecordBatchView(batch) is { HasProducerId: true, IsControl: false });

    private byte[] NextTransactional(
        long id, List<(int First, int Last, long Base, byte[] Batch)> written, long timestampMs) =>
        random.Next(3) == 0 && written.Count > 0
            ? Batches.Marker(id, Epoch, (ControlRecordType)random.Next(2))
            : Build(Idempotent(id, NextSequence(written)) with { IsTransactional = true }, timestampMs);

    private static int NextSequence(List<(int First, int Last, long Base, byte[] Batch)> written) =>
        written.Count == 0 ? int.MaxValue - 3 : (written[^1].Last + 1) & int.MaxValue;

    private RecordBatchOptions Idempotent(long id, int sequence) => new()
    {
        ProducerId = id,
        ProducerEpoch = Epoch,
        BaseSequence = sequence & int.MaxValue,
        Compression = Codec(),
    };

    private CompressionType Codec() => random.Next(3) == 0 ? CompressionType.Gzip : CompressionType.None;

    private byte[] Build(RecordBatchOptions options, long timestampMs)
    {
        var size = random.Next(10) == 0 ? random.Next(3_000) : random.Next(200);
        var values = new string[random.Next(1, 6)];
        Array.Fill(values, new string((char)random.Next('a', 'z'), size / values.Length));
        return Batches.Of(options, timestampMs - random.Next(5_000), values);
    }
}

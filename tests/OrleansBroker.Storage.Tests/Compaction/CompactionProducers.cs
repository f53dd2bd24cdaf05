using OrleansBroker.Protocol.Records;
using OrleansBroker.Storage.Tests.Kit;

namespace OrleansBroker.Storage.Tests.Compaction;

/// <summary>A few producers, plain, idempotent and transactional, that write to few keys.</summary>
internal sealed class CompactionProducers(Random random)
{
    private const int Producers = 3;
    private const int Keys = 8;

    private readonly Dictionary<long, int> _sequences = [];
    private readonly HashSet<long> _open = [];
    private long _firstId = 100;
    private int _values;

    /// <summary>Others write from now on.</summary>
    public void Replace()
    {
        _firstId += 2 * Producers;
        _sequences.Clear();
        _open.Clear();
    }

    public byte[] NextBatch(long timestampMs)
    {
        var id = _firstId + random.Next(Producers);
        return random.Next(6) switch
        {
            < 2 => Build(Options(), timestampMs),
            < 4 => Sequenced(id, timestampMs, isTransactional: false),
            _ => NextOfTransaction(id + Producers, timestampMs),
        };
    }

    private byte[] NextOfTransaction(long id, long timestampMs)
    {
        if (_open.Contains(id) && random.Next(2) == 0)
        {
            _open.Remove(id);
            return Batches.Marker(id, 0, random.Next(2) == 0 ? ControlRecordType.Abort : ControlRecordType.Commit);
        }

        _open.Add(id);
        return Sequenced(id, timestampMs, isTransactional: true);
    }

    private byte[] Sequenced(long id, long timestampMs, bool isTransactional)
    {
        var sequence = _sequences.GetValueOrDefault(id);
        var batch = Build(
            Options() with
            {
                ProducerId = id,
                ProducerEpoch = 0,
                BaseSequence = sequence,
                IsTransactional = isTransactional,
            },
            timestampMs);
        _sequences[id] = sequence + new RecordBatchView(batch).RecordCount;
        return batch;
    }

    private RecordBatchOptions Options() =>
        new() { Compression = random.Next(3) == 0 ? CompressionType.Gzip : CompressionType.None };

    private byte[] Build(RecordBatchOptions options, long timestampMs)
    {
        var records = new (string? Key, string? Value)[random.Next(1, 5)];
        for (var index = 0; index < records.Length; index++)
        {
            var value = random.Next(5) == 0 ? null : $"{_values++}".PadRight(random.Next(60), '.');
            records[index] = ($"k{random.Next(Keys)}", value);
        }

        return Batches.Keyed(options, timestampMs, records);
    }
}

using OrleansBroker.Protocol.Records;
using OrleansBroker.Storage.Segments;
using OrleansBroker.Storage.Tests.Kit;

namespace OrleansBroker.Storage.Tests.Simulation;

/// <summary>A batch as a log should hold it, and what is in it.</summary>
internal sealed class ModelBatch(byte[] bytes)
{
    private List<ModelRecord>? _records;

    public byte[] Bytes => bytes;

    public BatchInfo Info { get; } = BatchInfo.Of(new RecordBatchView(bytes));

    public long Base => Info.BaseOffset;

    public long Next => Info.LastOffset + 1;

    public TransactionMarker? Marker { get; } =
        new RecordBatchView(bytes).IsControl ? ControlBatch.Marker(bytes) : null;

    public IReadOnlyList<ModelRecord> Records => _records ??= Read(bytes);

    /// <summary>The batch as a log stores it.</summary>
    public static ModelBatch Stored(byte[] batch, long baseOffset, int epoch, long? appendTimeMs = null)
    {
        var stored = batch.ToArray();
        RecordBatchHeader.SetBaseOffset(stored, baseOffset);
        RecordBatchHeader.SetLeaderEpoch(stored, epoch);
        if (appendTimeMs is { } timestampMs && !new RecordBatchView(batch).IsControl)
        {
            RecordBatchHeader.SetMaxTimestampAndType(stored, TimestampType.LogAppendTime, timestampMs);
        }

        return new ModelBatch(stored);
    }

    /// <summary>Whether the other one may be what compaction left of this one: the same header, fewer
    /// records.</summary>
    public bool MayBecome(ModelBatch cleaned)
    {
        var header = cleaned.Info with
        {
            SizeInBytes = Info.SizeInBytes, MaxTimestampMs = Info.MaxTimestampMs, HasRecords = Info.HasRecords,
        };
        return header == Info && cleaned.Records.All(Records.Contains);
    }

    private static List<ModelRecord> Read(byte[] batch)
    {
        using var reader = new RecordBatchReader(batch);
        var records = new List<ModelRecord>();
        foreach (var record in reader)
        {
            records.Add(new ModelRecord(
                record.Offset, record.TimestampMs, Text(record.Key), Text(record.Value),
                string.Join(',', record.Headers.ToArray().Select(header => $"{header.Key}={Text(header.Value)}"))));
        }

        return records;
    }

    private static string? Text(ReadOnlyMemory<byte>? bytes) => bytes?.ToArray().Text();
}

using OrleansBroker.Coordination.Shard;
using OrleansBroker.Protocol.Buffers;
using OrleansBroker.Protocol.Records;
using OrleansBroker.Protocol.Wire;

namespace OrleansBroker.Grains.Coordinators;

/// <summary>The records of one operation as the batches that are appended. Stateless.</summary>
internal static class CoordinatorBatches
{
    /// <summary>A key of two names of the greatest length, and what goes with it.</summary>
    private const int LongestTombstoneBytes = 2 * (short.MaxValue + 32);

    /// <summary>Builds one batch; of nothing but tombstones as many as they need.</summary>
    /// <param name="records">At least one.</param>
    /// <param name="nowMs">Their timestamp, in milliseconds since the Unix epoch.</param>
    /// <param name="maxBatchBytes">Most bytes of one batch of tombstones.</param>
    /// <returns>The batches, whose only holder is the caller.</returns>
    public static List<SharedBuffer> Build(IReadOnlyList<CoordinatorRecord> records, long nowMs, int maxBatchBytes)
    {
        var batches = new List<SharedBuffer>(1);
        var maySplit = records.All(record => record.Value is null);
        var fullBytes = maySplit ? maxBatchBytes - LongestTombstoneBytes : int.MaxValue;
        using var writer = new WireWriter();
        for (var next = 0; next < records.Count;)
        {
            batches.Add(BuildOne(writer, records, ref next, nowMs, fullBytes));
        }

        return batches;
    }

    private static SharedBuffer BuildOne(
        WireWriter writer, IReadOnlyList<CoordinatorRecord> records, ref int next, long nowMs, int fullBytes)
    {
        using var builder = new RecordBatchBuilder();
        do
        {
            Append(builder, writer, records[next++], nowMs);
        }
        while (next < records.Count && builder.UncompressedSize < fullBytes);
        return builder.Build();
    }

    private static void Append(RecordBatchBuilder builder, WireWriter writer, in CoordinatorRecord record, long nowMs)
    {
        writer.Reset();
        CoordinatorRecordCodec.WriteKey(writer, record.Key);
        var keyLength = (int)writer.Length;
        if (record.Value is { } message)
        {
            CoordinatorRecordCodec.WriteValue(writer, message);
        }

        // Nearly always one piece.
        var bytes = writer.Segments is [var whole] ? whole : writer.ToArray();
        builder.Append(nowMs, bytes[..keyLength],
            record.Value is null ? default(ReadOnlyMemory<byte>?) : bytes[keyLength..]);
    }
}

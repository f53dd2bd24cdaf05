using System.Text;
using OrleansBroker.Protocol.Messages.CoordinatorRecords;
using OrleansBroker.Protocol.Records;
using OrleansBroker.Protocol.Wire;

namespace OrleansBroker.Coordination.Shard;

/// <summary>How many bytes records take in a batch, at most. Stateless.</summary>
internal static class CoordinatorRecordSize
{
    /// <summary>Lengths, deltas and attributes of a record, all varints at their longest, and the key's fixed part.
    /// </summary>
    private const int RecordOverheadBytes = 28;

    /// <summary>The fixed part of an offset's value in its longest version.</summary>
    private const int OffsetValueBytes = 44;

    private const int MaxTopicBytes = 249;

    public static long Of(IEnumerable<CoordinatorRecord> records)
    {
        long size = RecordBatchView.HeaderSize;
        foreach (var record in records)
            size += Body(record);
        return size;
    }

    public static long Of(in CoordinatorRecord record) => RecordBatchView.HeaderSize + Body(record);

    /// <summary>An offset's record, without making it. A topic that is named by its id only counts as the longest
    /// name.</summary>
    public static long OfOffset(string groupId, string topic, string? metadata)
    {
        var topicBytes = topic.Length == 0 ? MaxTopicBytes : Bytes(topic);
        return RecordOverheadBytes + OffsetValueBytes + Bytes(groupId) + topicBytes + Bytes(metadata ?? "");
    }

    private static long Body(in CoordinatorRecord record) =>
        RecordOverheadBytes + Bytes(record.Key.GroupId) + Bytes(record.Key.Name) + ValueOf(record);

    private static long ValueOf(in CoordinatorRecord record)
    {
        if (record.Value is OffsetCommitValue offset)
            return OffsetValueBytes + Bytes(offset.Metadata);
        if (record.Value is null)
            return 0;
        using var writer = new WireWriter();
        CoordinatorRecordCodec.WriteValue(writer, record.Value);
        return writer.Length;
    }

    private static int Bytes(string text) => Encoding.UTF8.GetByteCount(text);
}

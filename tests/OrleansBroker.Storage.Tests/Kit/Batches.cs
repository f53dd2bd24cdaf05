using System.Buffers.Binary;
using System.Text;
using OrleansBroker.Protocol.Records;

namespace OrleansBroker.Storage.Tests.Kit;

/// <summary>Builds valid batches by hand, so that storage tests do not depend on the builder.</summary>
internal static class Batches
{
    public static AppendRequest Request(params string[] values) => new(Of(values));

    public static byte[] Of(params string[] values) => Build([.. values.Select(value => ("key", value))]);

    /// <summary>A batch without compression whose records are one millisecond apart.</summary>
    public static byte[] Build(
        (string Key, string? Value)[] records, long timestampMs = 1_000, long producerId = -1, short producerEpoch = -1,
        int sequence = -1, bool isTransactional = false)
    {
        var body = new MemoryStream();
        for (var index = 0; index < records.Length; index++)
        {
            WriteRecord(body, index, Encoding.UTF8.GetBytes(records[index].Key), Utf8(records[index].Value));
        }

        return Assemble(
            body.ToArray(), records.Length, timestampMs, producerId, producerEpoch, sequence, isTransactional ? 0x10 : 0);
    }

    /// <summary>A transaction marker.</summary>
    public static byte[] Marker(
        long producerId, short producerEpoch, bool isCommit, int coordinatorEpoch = 0, long timestampMs = 1_000)
    {
        var body = new MemoryStream();
        var value = new byte[6];
        BinaryPrimitives.WriteInt32BigEndian(value.AsSpan(2), coordinatorEpoch);
        WriteRecord(body, 0, [0, 0, 0, (byte)(isCommit ? 1 : 0)], value);
        return Assemble(body.ToArray(), 1, timestampMs, producerId, producerEpoch, -1, 0x30);
    }

    private static byte[] Assemble(
        byte[] body, int count, long timestampMs, long producerId, short producerEpoch, int sequence, int attributes)
    {
        var batch = new byte[RecordBatchView.HeaderSize + body.Length];
        var span = batch.AsSpan();
        BinaryPrimitives.WriteInt32BigEndian(
            span[RecordBatchView.LengthAt..], batch.Length - RecordBatchView.LengthOverhead);
        BinaryPrimitives.WriteInt32BigEndian(span[RecordBatchView.LeaderEpochAt..], -1);
        span[RecordBatchView.MagicAt] = RecordBatchView.CurrentMagic;
        BinaryPrimitives.WriteInt16BigEndian(span[RecordBatchView.AttributesAt..], (short)attributes);
        BinaryPrimitives.WriteInt32BigEndian(span[RecordBatchView.LastOffsetDeltaAt..], count - 1);
        BinaryPrimitives.WriteInt64BigEndian(span[RecordBatchView.BaseTimestampAt..], timestampMs);
        BinaryPrimitives.WriteInt64BigEndian(span[RecordBatchView.MaxTimestampAt..], timestampMs + count - 1);
        BinaryPrimitives.WriteInt64BigEndian(span[RecordBatchView.ProducerIdAt..], producerId);
        BinaryPrimitives.WriteInt16BigEndian(span[RecordBatchView.ProducerEpochAt..], producerEpoch);
        BinaryPrimitives.WriteInt32BigEndian(span[RecordBatchView.BaseSequenceAt..], sequence);
        BinaryPrimitives.WriteInt32BigEndian(span[RecordBatchView.RecordCountAt..], count);
        body.CopyTo(span[RecordBatchView.HeaderSize..]);
        RecordBatchHeader.SealCrc(span);
        return batch;
    }

    private static void WriteRecord(MemoryStream body, int index, byte[] key, byte[]? value)
    {
        var record = new MemoryStream();
        record.WriteByte(0);
        Varint(record, index);
        Varint(record, index);
        Varint(record, key.Length);
        record.Write(key);
        Varint(record, value?.Length ?? -1);
        record.Write(value ?? []);
        Varint(record, 0);
        Varint(body, (int)record.Length);
        record.WriteTo(body);
    }

    private static byte[]? Utf8(string? text) => text is null ? null : Encoding.UTF8.GetBytes(text);

    private static void Varint(MemoryStream stream, int value)
    {
        var raw = (uint)((value << 1) ^ (value >> 31));
        while (raw > 0x7F)
        {
            stream.WriteByte((byte)(raw | 0x80));
            raw >>= 7;
        }

        stream.WriteByte((byte)raw);
    }
}

using System.Text;
using OrleansBroker.Protocol.Records;

namespace OrleansBroker.Storage.Tests.Kit;

/// <summary>Short forms of building a batch.</summary>
internal static class Batches
{
    public static AppendRequest Request(params string[] values) => new(Of(values));

    public static byte[] Of(params string[] values) => Of(RecordBatchOptions.Default, 1_000, values);

    /// <summary>A batch whose records are one millisecond apart.</summary>
    public static byte[] Of(RecordBatchOptions options, long timestampMs, params string?[] values)
    {
        using var builder = new RecordBatchBuilder(options);
        for (var index = 0; index < values.Length; index++)
        {
            builder.Append(timestampMs + index, Utf8("key"), Utf8(values[index]));
        }

        return Take(builder);
    }

    public static byte[] Keyed(
        RecordBatchOptions options, long timestampMs, params (string? Key, string? Value)[] records)
    {
        using var builder = new RecordBatchBuilder(options);
        for (var index = 0; index < records.Length; index++)
        {
            builder.Append(timestampMs + index, Utf8(records[index].Key), Utf8(records[index].Value));
        }

        return Take(builder);
    }

    /// <summary>A batch of an idempotent producer.</summary>
    public static byte[] Sequenced(
        long producerId, short epoch, int sequence, int records = 1, bool isTransactional = false) =>
        Of(
            new RecordBatchOptions
            {
                ProducerId = producerId,
                ProducerEpoch = epoch,
                BaseSequence = sequence,
                IsTransactional = isTransactional,
            },
            1_000,
            [.. Enumerable.Repeat("value", records)]);

    public static byte[] Marker(long producerId, short epoch, ControlRecordType type)
    {
        var batch = new TransactionMarker(type, 3).BuildBatch(producerId, epoch, 2_000);
        var bytes = batch.Memory.ToArray();
        batch.Release();
        return bytes;
    }

    private static byte[] Take(RecordBatchBuilder builder)
    {
        var batch = builder.Build();
        var bytes = batch.Memory.ToArray();
        batch.Release();
        return bytes;
    }

    private static ReadOnlyMemory<byte>? Utf8(string? text) =>
        text is null ? default(ReadOnlyMemory<byte>?) : Encoding.UTF8.GetBytes(text);
}

using OrleansBroker.Protocol.Records;

namespace OrleansBroker.Protocol.Tests.Records;

/// <summary>Our view, reader, builder and validator against the batches of Kafka's own code.</summary>
public sealed class RecordBatchVectorTests
{
    public static TheoryData<int, string> Current => RecordBatchVector.Named(vector => vector.Batches[0].Magic == 2);

    public static TheoryData<int, string> Legacy => RecordBatchVector.Named(vector => vector.Batches[0].Magic < 2);

    [Theory]
    [MemberData(nameof(Current))]
    public void Header_reads_as_Kafka_reads_it(int index, string what)
    {
        var vector = RecordBatchVector.All[index];
        var expected = Assert.Single(vector.Batches);

        Assert.True(RecordBatchView.TryRead(vector.Bytes, out var view, out _), what);

        Assert.True(view.IsCrcValid());
        Assert.Equal(expected.Crc, view.Crc);
        Assert.Equal(expected.SizeInBytes, view.SizeInBytes);
        Assert.Equal(expected.BaseOffset, view.BaseOffset);
        Assert.Equal(expected.LastOffset, view.LastOffset);
        Assert.Equal(expected.Codec, view.Compression);
        Assert.Equal(expected.TimestampType, view.TimestampType.ToString());
        Assert.Equal(expected.MaxTimestamp, view.MaxTimestamp);
        Assert.Equal(expected.PartitionLeaderEpoch, view.PartitionLeaderEpoch);
        Assert.Equal(expected.ProducerId, view.ProducerId);
        Assert.Equal(expected.ProducerEpoch, view.ProducerEpoch);
        Assert.Equal(expected.BaseSequence, view.BaseSequence);
        Assert.Equal(expected.LastSequence, view.LastSequence);
        Assert.Equal(expected.IsTransactional, view.IsTransactional);
        Assert.Equal(expected.IsControlBatch, view.IsControl);
        Assert.Equal(expected.DeleteHorizonMs, view.DeleteHorizonMs);
        Assert.Equal(expected.Records.Length, view.RecordCount);
    }

    [Theory]
    [MemberData(nameof(Current))]
    public void Records_read_as_Kafka_reads_them(int index, string what)
    {
        var vector = RecordBatchVector.All[index];
        SkipWithoutCodec(vector, what);

        Assert.Equal(Expected(vector), Read(vector.Bytes));
    }

    [Theory]
    [MemberData(nameof(Current))]
    public void Rebuilding_gives_the_same_batch(int index, string what)
    {
        var vector = RecordBatchVector.All[index];
        SkipWithoutCodec(vector, what);
        var bytes = vector.Bytes;

        using var reader = new RecordBatchReader(bytes);
        using var builder = new RecordBatchBuilder(RecordBatchOptions.From(new RecordBatchView(bytes)));
        foreach (var record in reader)
        {
            builder.Append(record);
        }

        var rebuilt = builder.Build();
        if (vector.Batches[0].Codec == CompressionType.None && vector.Batches[0].TimestampType == "CreateTime")
        {
            Assert.Equal(vector.Hex, Convert.ToHexStringLower(rebuilt.Span));
        }

        Assert.Equal(Expected(vector), Read(rebuilt.Memory));
    }

    [Theory]
    [MemberData(nameof(Current))]
    public void Validator_takes_what_a_client_may_write(int index, string what)
    {
        var vector = RecordBatchVector.All[index];
        SkipWithoutCodec(vector, what);
        var expected = vector.Batches[0];
        var bytes = vector.Bytes;
        RecordBatchHeader.SetBaseOffset(bytes, 0);
        var limits = new BatchLimits { MaxBatchBytes = 1 << 20, NowMs = expected.MaxTimestamp };

        var error = RecordBatchValidator.Validate(bytes, limits, out var batch, out var message);

        if (expected.IsControlBatch || expected.TimestampType == "LogAppendTime")
        {
            Assert.Equal(expected.IsControlBatch ? ErrorCode.InvalidRecord : ErrorCode.InvalidTimestamp, error);
            Assert.NotNull(message);
            return;
        }

        Assert.Equal((ErrorCode.None, null), (error, message));
        Assert.Equal(expected.Records.Length, batch.RecordCount);
        Assert.Equal(expected.MaxTimestamp, batch.MaxTimestamp);
        Assert.Equal(expected.LastSequence, batch.LastSequence);
        Assert.Equal(
            Array.FindIndex(expected.Records, record => record.Timestamp == expected.MaxTimestamp),
            batch.MaxTimestampOffsetDelta);
    }

    [Theory]
    [MemberData(nameof(Legacy))]
    public void Older_formats_are_refused(int index, string what)
    {
        var bytes = RecordBatchVector.All[index].Bytes;
        var limits = new BatchLimits { MaxBatchBytes = 1 << 20, NowMs = 0 };

        Assert.False(RecordBatchView.TryRead(bytes, out _, out var error), what);
        Assert.Equal(RecordBatchError.UnsupportedMagic, error);
        Assert.Equal(ErrorCode.InvalidRecord, RecordBatchValidator.Validate(bytes, limits, out _, out _));
    }

    private static void SkipWithoutCodec(RecordBatchVector vector, string what)
    {
        if (CodecTests.Missing(vector.Batches[0].Codec) is { } reason)
        {
            Assert.Skip($"{what}: {reason}");
        }
    }

    private static List<string> Read(ReadOnlyMemory<byte> batch)
    {
        using var reader = new RecordBatchReader(batch);
        var records = new List<string>();
        foreach (var record in reader)
        {
            var headers = record.Headers.ToArray().Select(header => $"{header.Key}={Hex(header.Value)}");
            records.Add(Line(record.Offset, record.TimestampMs, Hex(record.Key), Hex(record.Value), headers));
        }

        return records;
    }

    private static IEnumerable<string> Expected(RecordBatchVector vector) =>
        vector.Batches[0].Records.Select(record => Line(
            record.Offset,
            record.Timestamp,
            record.Key ?? "null",
            record.Value ?? "null",
            record.Headers.Select(header => $"{header.Key}={header.Value ?? "null"}")));

    private static string Line(long offset, long timestamp, string key, string value, IEnumerable<string> headers) =>
        $"{offset} {timestamp} {key} {value} {string.Join(',', headers)}";

    private static string Hex(ReadOnlyMemory<byte>? bytes) =>
        bytes is { } present ? Convert.ToHexStringLower(present.Span) : "null";
}

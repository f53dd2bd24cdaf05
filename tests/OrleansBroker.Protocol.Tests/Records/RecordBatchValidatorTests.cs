using System.Buffers.Binary;
using OrleansBroker.Protocol.Buffers;
using OrleansBroker.Protocol.Records;

namespace OrleansBroker.Protocol.Tests.Records;

public sealed class RecordBatchValidatorTests
{
    private const long NowMs = 1_700_000_000_000;

    private static readonly BatchLimits Limits = new() { MaxBatchBytes = 100_000, NowMs = NowMs };

    /// <summary>A name, what is done to a good batch of three records, and the answer.</summary>
    public static TheoryData<string, Func<byte[], byte[]>, ErrorCode> BadBatches => new()
    {
        { "no bytes", _ => [], ErrorCode.InvalidRecord },
        { "half a header", batch => batch[..40], ErrorCode.CorruptMessage },
        { "last byte missing", batch => batch[..^1], ErrorCode.CorruptMessage },
        { "two batches", batch => [.. batch, .. batch], ErrorCode.InvalidRecord },
        { "a byte behind", batch => [.. batch, 0], ErrorCode.InvalidRecord },
        { "magic 0", batch => WithByte(batch, RecordBatchView.MagicAt, 0), ErrorCode.InvalidRecord },
        { "magic 1", batch => WithByte(batch, RecordBatchView.MagicAt, 1), ErrorCode.InvalidRecord },
        { "length -1", batch => WithInt32(batch, RecordBatchView.LengthAt, -1), ErrorCode.CorruptMessage },
        { "length 0", batch => WithInt32(batch, RecordBatchView.LengthAt, 0), ErrorCode.CorruptMessage },
        { "length 48", batch => WithInt32(batch, RecordBatchView.LengthAt, 48), ErrorCode.CorruptMessage },
        { "2 GB long", batch => WithInt32(batch, RecordBatchView.LengthAt, int.MaxValue), ErrorCode.CorruptMessage },
        { "wrong CRC", batch => WithInt32(batch, RecordBatchView.CrcAt, 7), ErrorCode.CorruptMessage },
        { "flipped bit", batch => WithByte(batch, batch.Length - 1, 0x55), ErrorCode.CorruptMessage },
        { "base offset 5", batch => WithBaseOffset(batch, 5), ErrorCode.InvalidRecord },
        { "codec 5", batch => WithAttributes(batch, 5), ErrorCode.UnsupportedCompressionType },
        { "codec 7", batch => WithAttributes(batch, 7), ErrorCode.UnsupportedCompressionType },
        { "control", batch => WithAttributes(batch, 0x20), ErrorCode.InvalidRecord },
        { "delete horizon", batch => WithAttributes(batch, 0x40), ErrorCode.InvalidRecord },
        { "log append time", batch => WithAttributes(batch, 0x08), ErrorCode.InvalidTimestamp },
        { "transaction of nobody", batch => WithAttributes(batch, 0x10), ErrorCode.InvalidRecord },
        { "0 records", batch => WithCounts(batch, 0, -1), ErrorCode.InvalidRecord },
        { "-1 records", batch => WithCounts(batch, -1, -2), ErrorCode.InvalidRecord },
        { "2 records said", batch => WithCounts(batch, 2, 1), ErrorCode.InvalidRecord },
        { "4 records said", batch => WithCounts(batch, 4, 3), ErrorCode.InvalidRecord },
        { "2^31 - 1 said", batch => WithCounts(batch, int.MaxValue, int.MaxValue - 1), ErrorCode.InvalidRecord },
        { "count is not delta + 1", batch => WithCounts(batch, 3, 3), ErrorCode.InvalidRecord },
        { "delta overflows", batch => WithCounts(batch, int.MinValue, int.MaxValue), ErrorCode.InvalidRecord },
        { "record cut short", batch => Resealed(batch[..^2]), ErrorCode.InvalidRecord },
        { "bytes behind the records", batch => Resealed([.. batch, 0, 0]), ErrorCode.InvalidRecord },
        { "record length lies", batch => WithRecordByte(batch, 0, 0x7E), ErrorCode.InvalidRecord },
        { "record length negative", batch => WithRecordByte(batch, 0, 0x01), ErrorCode.InvalidRecord },
        { "offset delta not 0", batch => WithRecordByte(batch, 3, 0x02), ErrorCode.InvalidRecord },
        { "key length -2", batch => WithRecordByte(batch, 4, 0x03), ErrorCode.InvalidRecord },
        { "key longer than the record", batch => WithRecordByte(batch, 4, 0x7E), ErrorCode.InvalidRecord },
        { "producer without sequence", batch => WithProducer(batch, 9, 1, -1), ErrorCode.InvalidRecord },
        { "producer without epoch", batch => WithProducer(batch, 9, -1, 0), ErrorCode.InvalidRecord },
    };

    public static TheoryData<CompressionType> Compressed =>
        [.. Enum.GetValues<CompressionType>().Where(type => type != CompressionType.None)];

    [Theory]
    [MemberData(nameof(BadBatches))]
    public void Bad_batch_gets_its_error_and_a_reason(string what, Func<byte[], byte[]> damage, ErrorCode expected)
    {
        var error = RecordBatchValidator.Validate(damage(GoodBatch()), Limits, out _, out var message);

        Assert.True(expected == error, $"{what}: {error}, {message}");
        Assert.NotNull(message);
    }

    [Fact]
    public void Good_batch_is_described()
    {
        var batch = WithProducer(GoodBatch(), 77, 5, int.MaxValue);

        var error = RecordBatchValidator.Validate(batch, Limits, out var validated, out var message);

        Assert.Equal((ErrorCode.None, null), (error, message));
        var expected = new ValidatedBatch
        {
            SizeInBytes = batch.Length,
            RecordCount = 3,
            LastOffsetDelta = 2,
            BaseTimestamp = NowMs,
            MaxTimestamp = NowMs + 9,
            MaxTimestampOffsetDelta = 1,
            Compression = CompressionType.None,
            ProducerId = 77,
            ProducerEpoch = 5,
            BaseSequence = int.MaxValue,
            LastSequence = 1,
            IsTransactional = false,
        };
        Assert.Equal(expected, validated);
    }

    [Fact]
    public void Max_timestamp_that_the_header_lies_about_is_found()
    {
        var batch = GoodBatch();
        RecordBatchHeader.SetMaxTimestampAndType(batch, TimestampType.CreateTime, NowMs + 1_000_000);

        RecordBatchValidator.Validate(batch, Limits, out var validated, out _);

        Assert.Equal(NowMs + 9, validated.MaxTimestamp);
    }

    [Theory]
    [InlineData(0, ErrorCode.None)]
    [InlineData(-1, ErrorCode.MessageTooLarge)]
    public void Size_limit_counts_the_batch_as_it_arrives(int more, ErrorCode expected)
    {
        var batch = GoodBatch();
        var limits = Limits with { MaxBatchBytes = batch.Length + more };

        Assert.Equal(expected, RecordBatchValidator.Validate(batch, limits, out _, out _));
    }

    [Theory]
    [InlineData(NowMs - 100, ErrorCode.None)]
    [InlineData(NowMs - 101, ErrorCode.InvalidTimestamp)]
    [InlineData(NowMs + 50, ErrorCode.None)]
    [InlineData(NowMs + 51, ErrorCode.InvalidTimestamp)]
    [InlineData(long.MaxValue, ErrorCode.InvalidTimestamp)]
    [InlineData(long.MinValue, ErrorCode.InvalidTimestamp)]
    [InlineData(RecordBatchBuilder.NoTimestamp, ErrorCode.None)]
    public void Timestamps_must_be_near_the_clock(long timestampMs, ErrorCode expected)
    {
        var limits = Limits with { TimestampBeforeMaxMs = 100, TimestampAfterMaxMs = 50 };
        var batch = Build(RecordBatchOptions.Default, builder => builder.Append(timestampMs, null, null));

        Assert.Equal(expected, RecordBatchValidator.Validate(batch, limits, out _, out _));
        limits = limits with { TimestampType = TimestampType.LogAppendTime };
        Assert.Equal(ErrorCode.None, RecordBatchValidator.Validate(batch, limits, out _, out _));
    }

    [Fact]
    public void Compacted_topic_wants_keys()
    {
        var withEmptyKey = Build(RecordBatchOptions.Default, builder => builder.Append(NowMs, ""u8.ToArray(), null));
        var without = Build(RecordBatchOptions.Default, builder => builder.Append(NowMs, null, null));
        var limits = Limits with { RequiresKeys = true };

        Assert.Equal(ErrorCode.None, RecordBatchValidator.Validate(withEmptyKey, limits, out _, out _));
        Assert.Equal(ErrorCode.InvalidRecord, RecordBatchValidator.Validate(without, limits, out _, out _));
    }

    [Theory]
    [MemberData(nameof(Compressed))]
    public void Compressed_batch_is_checked_inside(CompressionType type)
    {
        SkipWithout(type);
        var batch = GoodBatch(type);

        Assert.Equal(ErrorCode.None, RecordBatchValidator.Validate(batch, Limits, out var validated, out _));
        Assert.Equal((type, 3, NowMs + 9), (validated.Compression, validated.RecordCount, validated.MaxTimestamp));
        var lying = WithCounts(batch, 4, 3);
        Assert.Equal(ErrorCode.InvalidRecord, RecordBatchValidator.Validate(lying, Limits, out _, out _));
    }

    [Theory]
    [MemberData(nameof(Compressed))]
    public void Bomb_is_refused(CompressionType type)
    {
        SkipWithout(type);
        var batch = Build(
            new RecordBatchOptions { Compression = type },
            builder => builder.Append(NowMs, null, new byte[20 << 20]));
        var limits = Limits with { MaxBatchBytes = 10 << 20, MaxDecompressedBytes = 1 << 20 };

        Assert.Equal(ErrorCode.InvalidRecord, RecordBatchValidator.Validate(batch, limits, out _, out var message));
        Assert.Contains("1048576", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Zstd_needs_a_version_that_knows_it()
    {
        SkipWithout(CompressionType.Zstd);
        var limits = Limits with { AllowsZstd = false };

        var error = RecordBatchValidator.Validate(GoodBatch(CompressionType.Zstd), limits, out _, out _);

        Assert.Equal(ErrorCode.UnsupportedCompressionType, error);
    }

    [Fact]
    public void Validating_an_uncompressed_batch_allocates_nothing()
    {
        var batch = GoodBatch();
        RecordBatchValidator.Validate(batch, Limits, out _, out _);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 1_000; round++)
        {
            RecordBatchValidator.Validate(batch, Limits, out _, out _);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static byte[] GoodBatch(CompressionType type = CompressionType.None) =>
        Build(new RecordBatchOptions { Compression = type }, builder =>
        {
            builder.Append(NowMs, "a"u8.ToArray(), "first"u8.ToArray());
            builder.Append(NowMs + 9, null, "second"u8.ToArray(), new RecordHeader("h", "v"u8.ToArray()));
            builder.Append(NowMs + 9, "c"u8.ToArray(), null, new RecordHeader("h", null));
        });

    private static byte[] Build(RecordBatchOptions options, Action<RecordBatchBuilder> append)
    {
        using var builder = new RecordBatchBuilder(options, new SharedBufferPool(0));
        append(builder);
        return builder.Build().Span.ToArray();
    }

    private static byte[] WithByte(byte[] batch, int at, byte value)
    {
        batch[at] = value;
        return batch;
    }

    private static byte[] WithInt32(byte[] batch, int at, int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(batch.AsSpan(at), value);
        return batch;
    }

    private static byte[] WithBaseOffset(byte[] batch, long offset)
    {
        RecordBatchHeader.SetBaseOffset(batch, offset);
        return batch;
    }

    private static byte[] WithAttributes(byte[] batch, byte attributes) =>
        Resealed(WithByte(batch, RecordBatchView.AttributesAt + 1, attributes));

    private static byte[] WithRecordByte(byte[] batch, int at, byte value) =>
        Resealed(WithByte(batch, RecordBatchView.HeaderSize + at, value));

    private static byte[] WithCounts(byte[] batch, int recordCount, int lastOffsetDelta) =>
        Resealed(WithInt32(
            WithInt32(batch, RecordBatchView.RecordCountAt, recordCount),
            RecordBatchView.LastOffsetDeltaAt,
            lastOffsetDelta));

    private static byte[] WithProducer(byte[] batch, long id, short epoch, int sequence)
    {
        RecordBatchHeader.SetProducer(batch, id, epoch, sequence, isTransactional: false);
        return batch;
    }

    private static byte[] Resealed(byte[] batch)
    {
        WithInt32(batch, RecordBatchView.LengthAt, batch.Length - RecordBatchView.LengthOverhead);
        RecordBatchHeader.SealCrc(batch);
        return batch;
    }

    private static void SkipWithout(CompressionType type)
    {
        if (CodecTests.Missing(type) is { } reason)
        {
            Assert.Skip(reason);
        }
    }
}

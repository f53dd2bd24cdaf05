using OrleansBroker.Protocol.Buffers;
using OrleansBroker.Protocol.Records;

namespace OrleansBroker.Protocol.Tests.Records;

public sealed class RecordBatchBuilderTests
{
    private readonly SharedBufferPool _pool = new(1 << 20);

    public static TheoryData<CompressionType> Types => CodecTests.Types;

    [Theory]
    [MemberData(nameof(Types))]
    public void Random_batches_read_back_as_built(CompressionType type)
    {
        if (CodecTests.Missing(type) is { } reason)
        {
            Assert.Skip(reason);
        }

        for (var seed = 0; seed < 150; seed++)
        {
            var random = new Random(seed);
            var records = Enumerable.Range(0, random.Next(1, 60)).Select(_ => RandomRecord.Create(random)).ToList();
            var options = RandomOptions(random, type);
            var batch = Build(options, records);

            var view = new RecordBatchView(batch.Span);
            Assert.True(view.IsCrcValid());
            Assert.Equal(options with { LastOffset = view.LastOffset }, RecordBatchOptions.From(view));
            Assert.Equal(options.LogAppendTimeMs ?? records.Max(record => record.TimestampMs), view.MaxTimestamp);
            using var reader = new RecordBatchReader(batch.Memory, pool: _pool);
            var index = 0;
            foreach (var record in reader)
            {
                Assert.Equal(options.BaseOffset + index, record.Offset);
                Assert.Equal(options.LogAppendTimeMs ?? records[index].TimestampMs, record.TimestampMs);
                records[index++].AssertSame(record, $"seed {seed}, record {index}");
            }

            Assert.Equal(records.Count, index);
            batch.Release();
        }

        Assert.Equal(0, _pool.RentedBytes);
    }

    [Fact]
    public void Compaction_keeps_offsets_gaps_and_the_last_offset()
    {
        var records = Enumerable.Range(0, 10).Select(index => RandomRecord.Create(new Random(index))).ToList();
        var original = Build(new RecordBatchOptions { BaseOffset = 1000, ProducerId = 3, BaseSequence = 7 }, records);
        var options = RecordBatchOptions.From(new RecordBatchView(original.Span)) with { DeleteHorizonMs = 12345 };

        using var reader = new RecordBatchReader(original.Memory);
        using var builder = new RecordBatchBuilder(options, _pool);
        foreach (var record in reader)
        {
            if (record.Offset is 1002 or 1005)
            {
                builder.Append(record);
            }
        }

        var compacted = builder.Build();
        var view = new RecordBatchView(compacted.Span);
        Assert.Equal((1000, 1009, 2), (view.BaseOffset, view.LastOffset, view.RecordCount));
        Assert.Equal((7, 16, 12345), (view.BaseSequence, view.LastSequence, view.DeleteHorizonMs));
        using var kept = new RecordBatchReader(compacted.Memory);
        var offsets = new List<long>();
        foreach (var record in kept)
        {
            offsets.Add(record.Offset);
            Assert.Equal(records[record.OffsetDelta].TimestampMs, record.TimestampMs);
        }

        Assert.Equal([1002, 1005], offsets);
    }

    [Fact]
    public void Batch_without_records_is_a_bare_header()
    {
        var options = new RecordBatchOptions
        {
            Compression = CompressionType.Gzip, BaseOffset = 5, LastOffset = 9, ProducerId = 1, ProducerEpoch = 2,
        };
        using var builder = new RecordBatchBuilder(options, _pool);

        var batch = builder.Build();

        var view = new RecordBatchView(batch.Span);
        Assert.Equal(RecordBatchView.HeaderSize, view.SizeInBytes);
        Assert.Equal((CompressionType.None, 9, -1), (view.Compression, view.LastOffset, view.MaxTimestamp));
        Assert.True(view.IsCrcValid());
        Assert.False(new RecordBatchReader(batch.Memory).GetEnumerator().MoveNext());
    }

    [Fact]
    public void Offsets_may_not_go_back()
    {
        var original = Build(RecordBatchOptions.Default, [RandomRecord.Create(new Random(1))]);
        using var reader = new RecordBatchReader(original.Memory);
        using var builder = new RecordBatchBuilder(pool: _pool);
        var records = reader.GetEnumerator();
        Assert.True(records.MoveNext());
        builder.Append(records.Current);

        Assert.Throws<ArgumentOutOfRangeException>(() => builder.Append(records.Current));
    }

    [Theory]
    [InlineData("commit marker", ControlRecordType.Commit)]
    [InlineData("abort marker", ControlRecordType.Abort)]
    public void Transaction_marker_is_the_one_that_Kafka_writes(string what, ControlRecordType type)
    {
        var vector = RecordBatchVector.All.Single(vector => vector.What == what);
        var expected = vector.Batches[0];
        using var reader = new RecordBatchReader(vector.Bytes);
        var records = reader.GetEnumerator();
        Assert.True(records.MoveNext());
        Assert.True(TransactionMarker.TryRead(records.Current, out var marker));
        Assert.Equal(type, marker.Type);

        var built = marker.BuildBatch(expected.ProducerId, expected.ProducerEpoch, expected.MaxTimestamp, _pool);

        RecordBatchHeader.SetBaseOffset(built.Span, expected.BaseOffset);
        RecordBatchHeader.SetLeaderEpoch(built.Span, expected.PartitionLeaderEpoch);
        Assert.Equal(vector.Hex, Convert.ToHexStringLower(built.Span));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(-64)]
    [InlineData(-65)]
    [InlineData(int.MaxValue)]
    [InlineData(int.MinValue)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void Varints_round_trip_in_the_size_that_was_said(long value)
    {
        var bytes = new byte[10];
        var written = Varint.Write(bytes, value);
        Assert.Equal(Varint.SizeOf(value), written);

        var at = 0;
        Assert.True(Varint.TryRead(bytes.AsSpan(0, written), ref at, out long read));
        Assert.Equal((value, written), (read, at));
        at = 0;
        Assert.False(Varint.TryRead(bytes.AsSpan(0, written - 1), ref at, out read));
        at = 0;
        Assert.Equal(written <= 5, Varint.TryRead(bytes.AsSpan(0, written), ref at, out int small));
        Assert.Equal(written <= 5 ? (int)value : small, small);
    }

    private SharedBuffer Build(RecordBatchOptions options, List<RandomRecord> records)
    {
        using var builder = new RecordBatchBuilder(options, _pool);
        foreach (var record in records)
        {
            builder.Append(record.TimestampMs, record.Key, record.Value, record.Headers);
        }

        Assert.Equal(records.Count, builder.RecordCount);
        return builder.Build();
    }

    private static RecordBatchOptions RandomOptions(Random random, CompressionType type)
    {
        var isIdempotent = random.Next(2) == 0;
        return new RecordBatchOptions
        {
            Compression = type,
            BaseOffset = random.NextInt64(1L << 50),
            LeaderEpoch = random.Next(-1, 100),
            ProducerId = isIdempotent ? random.NextInt64() : -1,
            ProducerEpoch = isIdempotent ? (short)random.Next(short.MaxValue) : (short)-1,
            BaseSequence = isIdempotent ? random.Next() : -1,
            IsTransactional = isIdempotent && random.Next(2) == 0,
            LogAppendTimeMs = random.Next(4) == 0 ? random.NextInt64(1L << 41) : null,
        };
    }
}

using System.Buffers.Binary;
using OrleansBroker.Protocol.Records;

namespace OrleansBroker.Protocol.Tests.Records;

public sealed class RecordBatchViewTests
{
    /// <summary>Kafka 4.3.1 wrote this commit marker.</summary>
    private const string CommitMarker =
        "000000000000000a000000420000000202c9e9cea70030000000000000018bcfe568000000018bcfe56800000000000000004d0001"
        + "ffffffff000000012000000008000000010c00000000000500";

    [Fact]
    public void Fields_of_a_batch_that_Kafka_wrote()
    {
        Assert.True(RecordBatchView.TryRead(Convert.FromHexString(CommitMarker), out var view, out _));

        Assert.Equal(10, view.BaseOffset);
        Assert.Equal(10, view.LastOffset);
        Assert.Equal(78, view.SizeInBytes);
        Assert.Equal(2, view.PartitionLeaderEpoch);
        Assert.Equal(CompressionType.None, view.Compression);
        Assert.Equal(TimestampType.CreateTime, view.TimestampType);
        Assert.True(view.IsTransactional);
        Assert.True(view.IsControl);
        Assert.False(view.HasDeleteHorizon);
        Assert.Equal(0x18bcfe56800, view.BaseTimestamp);
        Assert.Equal(0x18bcfe56800, view.MaxTimestamp);
        Assert.Equal(77, view.ProducerId);
        Assert.Equal(1, view.ProducerEpoch);
        Assert.Equal(-1, view.BaseSequence);
        Assert.Equal(-1, view.LastSequence);
        Assert.Equal(1, view.RecordCount);
        Assert.True(view.IsCrcValid());
    }

    [Fact]
    public void View_ends_where_the_batch_ends()
    {
        var batch = Convert.FromHexString(CommitMarker);

        Assert.True(RecordBatchView.TryRead([.. batch, .. batch, 1, 2], out var view, out _));

        Assert.Equal(batch, view.Bytes);
    }

    [Fact]
    public void Every_prefix_is_incomplete()
    {
        var batch = Convert.FromHexString(CommitMarker);
        for (var length = 0; length < batch.Length; length++)
        {
            Assert.False(RecordBatchView.TryRead(batch.AsSpan(0, length), out _, out var error));
            Assert.Equal(RecordBatchError.Incomplete, error);
        }
    }

    [Theory]
    [InlineData(int.MinValue, RecordBatchError.LengthTooSmall)]
    [InlineData(0, RecordBatchError.LengthTooSmall)]
    [InlineData(48, RecordBatchError.LengthTooSmall)]
    [InlineData(67, RecordBatchError.Incomplete)]
    [InlineData(int.MaxValue, RecordBatchError.Incomplete)]
    public void Length_that_lies_is_refused(int length, RecordBatchError expected)
    {
        var batch = Convert.FromHexString(CommitMarker);
        BinaryPrimitives.WriteInt32BigEndian(batch.AsSpan(RecordBatchView.LengthAt), length);

        Assert.False(RecordBatchView.TryRead(batch, out _, out var error));
        Assert.Equal(expected, error);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void Another_magic_is_refused(byte magic)
    {
        var batch = Convert.FromHexString(CommitMarker);
        batch[RecordBatchView.MagicAt] = magic;

        Assert.False(RecordBatchView.TryRead(batch, out _, out var error));
        Assert.Equal(RecordBatchError.UnsupportedMagic, error);
    }

    [Fact]
    public void Sequence_continues_with_zero_after_the_largest()
    {
        var batch = Convert.FromHexString(CommitMarker);
        RecordBatchHeader.SetProducer(batch, 5, 6, int.MaxValue, isTransactional: false);
        BinaryPrimitives.WriteInt32BigEndian(batch.AsSpan(RecordBatchView.LastOffsetDeltaAt), 2);

        Assert.Equal(1, new RecordBatchView(batch).LastSequence);
    }

    [Fact]
    public void Setters_change_their_field_and_keep_the_CRC_right()
    {
        var batch = Convert.FromHexString(CommitMarker);

        RecordBatchHeader.SetBaseOffset(batch, long.MaxValue - 1);
        RecordBatchHeader.SetLeaderEpoch(batch, 77);
        Assert.True(new RecordBatchView(batch).IsCrcValid());
        RecordBatchHeader.SetMaxTimestampAndType(batch, TimestampType.LogAppendTime, 1234);
        Assert.True(new RecordBatchView(batch).IsCrcValid());
        RecordBatchHeader.SetProducer(batch, 8, 9, 10, isTransactional: false);

        var view = new RecordBatchView(batch);
        Assert.True(view.IsCrcValid());
        Assert.Equal(long.MaxValue - 1, view.BaseOffset);
        Assert.Equal(77, view.PartitionLeaderEpoch);
        Assert.Equal(TimestampType.LogAppendTime, view.TimestampType);
        Assert.Equal(1234, view.MaxTimestamp);
        Assert.Equal((8L, (short)9, 10), (view.ProducerId, view.ProducerEpoch, view.BaseSequence));
        Assert.False(view.IsTransactional);
        Assert.True(view.IsControl);
    }
}

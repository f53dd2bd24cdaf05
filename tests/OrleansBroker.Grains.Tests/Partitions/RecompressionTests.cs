using OrleansBroker.Abstractions.Configuration;
using OrleansBroker.Grains.Tests.Kit;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Records;

namespace OrleansBroker.Grains.Tests.Partitions;

/// <summary>A topic's <c>compression.type</c> is what its log holds, whatever producers send.</summary>
public class RecompressionTests
{
    private const short All = -1;
    private static readonly string[] Sent = ["a", "b", new string('c', 500)];

    [Theory]
    [InlineData(CompressionType.None, "gzip", CompressionType.Gzip)]
    [InlineData(CompressionType.Gzip, "snappy", CompressionType.Snappy)]
    [InlineData(CompressionType.Snappy, "uncompressed", CompressionType.None)]
    [InlineData(CompressionType.Gzip, "gzip", CompressionType.Gzip)]
    [InlineData(CompressionType.Gzip, "producer", CompressionType.Gzip)]
    public async Task A_batch_is_stored_with_the_topics_codec(
        CompressionType sent, string configured, CompressionType stored)
    {
        await using var led = await LedPartition.OpenAsync();
        var partition = led.Lead(0, (TopicConfigs.CompressionType, configured));

        var first = await AppendAsync(partition, sent, sequence: 0);
        var second = await AppendAsync(partition, sent, sequence: Sent.Length);
        var repeated = await AppendAsync(partition, sent, sequence: Sent.Length);

        Assert.Equal([(ErrorCode.None, 0L), (ErrorCode.None, 3), (ErrorCode.None, 3)],
            new[] { first, second, repeated }.Select(result => (result.Error, result.BaseOffset)));
        Assert.Equal([.. Sent, .. Sent], await LedPartition.ReadAsync(partition));
        using var read = await partition.ReadAsync(0, 1 << 20, false, true, TestContext.Current.CancellationToken);
        var batch = new RecordBatchView(read.Bytes.Span);
        Assert.Equal((stored, 7L, 1002L), (batch.Compression, batch.ProducerId, batch.MaxTimestamp));
    }

    [Fact]
    public async Task A_batch_that_becomes_too_large_for_the_topic_is_refused()
    {
        await using var led = await LedPartition.OpenAsync();
        var partition = led.Lead(
            0, (TopicConfigs.CompressionType, "uncompressed"), (TopicConfigs.MaxMessageBytes, "400"));

        Assert.Equal(ErrorCode.MessageTooLarge, (await AppendAsync(partition, CompressionType.Gzip, 0)).Error);
        Assert.Empty(await LedPartition.ReadAsync(partition));
    }

    private static ValueTask<Storage.AppendResult> AppendAsync(
        Grains.Partitions.Partition partition, CompressionType codec, int sequence) =>
        LedPartition.AppendAsync(partition, All,
            new RecordBatchOptions { Compression = codec, ProducerId = 7, ProducerEpoch = 0, BaseSequence = sequence },
            TimeSpan.FromSeconds(30), Sent);
}

using System.Buffers.Binary;
using OrleansBroker.Protocol.Buffers;
using OrleansBroker.Protocol.Records;

namespace OrleansBroker.Protocol.Tests.Records;

/// <summary>
/// Damaged batches end in an error code or in the reader's own exception, and cost no more than honest ones.
/// </summary>
public sealed class HostileBatchTests
{
    /// <summary>An exception with its text and trace, and what a small buffer takes.</summary>
    private const int BytesPerBatchMax = 16 * 1024;

    private const int DecompressedMax = 256 * 1024;

    private readonly SharedBufferPool _pool = new(4 << 20);

    [Theory]
    [InlineData(CompressionType.None, 220_000)]
    [InlineData(CompressionType.Snappy, 40_000)]
    [InlineData(CompressionType.Lz4, 40_000)]
    [InlineData(CompressionType.Zstd, 40_000)]
    [InlineData(CompressionType.Gzip, 20_000)]
    public void Mutated_batches_never_surprise(CompressionType type, int rounds)
    {
        if (CodecTests.Missing(type) is { } reason)
        {
            Assert.Skip(reason);
        }

        var random = new Random(11 + (int)type);
        var samples = Enumerable.Range(1, 12).Select(records => Sample(type, records, random)).ToArray();
        var limits = new BatchLimits { MaxBatchBytes = 1 << 20, MaxDecompressedBytes = DecompressedMax, NowMs = 0 };
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < rounds; round++)
        {
            var hostile = Reseal(Mutation.Of(samples[round % samples.Length], random), random);
            var error = RecordBatchValidator.Validate(hostile, limits, out var batch, out var message);
            Assert.Equal(error == ErrorCode.None, message is null);
            Assert.True(error == ErrorCode.None ? batch.RecordCount > 0 : batch == default);
            ReadAll(hostile);
        }

        Assert.Equal(0, _pool.RentedBytes);
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / rounds, 0, BytesPerBatchMax);
    }

    private void ReadAll(byte[] hostile)
    {
        try
        {
            using var reader = new RecordBatchReader(hostile, DecompressedMax, _pool);
            foreach (var record in reader)
            {
                foreach (var header in record.Headers)
                {
                    _ = header.KeyUtf8;
                }
            }
        }
        catch (RecordBatchException)
        {
        }
    }

    private byte[] Sample(CompressionType type, int records, Random random)
    {
        using var builder = new RecordBatchBuilder(new RecordBatchOptions { Compression = type }, _pool);
        for (; records > 0; records--)
        {
            var record = RandomRecord.Create(random);
            builder.Append(record.TimestampMs, record.Key, "value"u8.ToArray(), record.Headers);
        }

        var buffer = builder.Build();
        var batch = buffer.Span.ToArray();
        buffer.Release();
        return batch;
    }

    /// <summary>Most damage must not end at the length or the CRC, or nothing behind them would be tested.</summary>
    private static byte[] Reseal(byte[] batch, Random random)
    {
        if (batch.Length >= RecordBatchView.HeaderSize && random.Next(8) != 0)
        {
            var length = batch.Length - RecordBatchView.LengthOverhead;
            BinaryPrimitives.WriteInt32BigEndian(batch.AsSpan(RecordBatchView.LengthAt), length);
            RecordBatchHeader.SealCrc(batch);
        }

        return batch;
    }
}

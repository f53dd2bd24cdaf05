using System.Buffers;
using System.Text;
using OrleansBroker.Protocol.Buffers;
using OrleansBroker.Protocol.Records;
using OrleansBroker.Protocol.Records.Codecs;

namespace OrleansBroker.Protocol.Tests.Records;

public sealed class CodecTests
{
    private readonly SharedBufferPool _pool = new(1 << 20);

    public static TheoryData<CompressionType> Types => [.. Enum.GetValues<CompressionType>()];

    /// <summary>Why the codec cannot be tested here; null where it can.</summary>
    public static string? Missing(CompressionType type)
    {
        try
        {
            Compression.For(type).Compress([1], new ArrayBufferWriter<byte>());
            return null;
        }
        catch (CompressionUnavailableException error)
        {
            return error.Message;
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Round_trip_of_any_length(CompressionType type)
    {
        SkipWithout(type);
        var random = new Random((int)type);
        int[] lengths = [0, 1, 2, 100, 4096, 32 * 1024, (32 * 1024) + 1, 65_536, 200_000, 1_000_000];
        foreach (var length in lengths)
        {
            foreach (var letters in (int[])[1, 3, 256])
            {
                var data = Enumerable.Range(0, length).Select(_ => (byte)random.Next(letters)).ToArray();

                var buffer = Compression.For(type).Decompress(Compress(type, data), length, _pool);

                Assert.True(buffer.Span.SequenceEqual(data), $"{length} bytes of {letters} letters");
                buffer.Release();
            }
        }

        Assert.Equal(0, _pool.RentedBytes);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void One_byte_over_the_limit_is_refused(CompressionType type)
    {
        SkipWithout(type);
        var compressed = Compress(type, new byte[100_000]);

        Assert.Throws<RecordBatchException>(() => Compression.For(type).Decompress(compressed, 99_999, _pool));
        Assert.Equal(0, _pool.RentedBytes);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Bomb_is_refused_within_the_limit(CompressionType type)
    {
        SkipWithout(type);
        var bomb = Compress(type, new byte[200 << 20]);

        Assert.Throws<RecordBatchException>(() => Compression.For(type).Decompress(bomb, 1 << 20, _pool));
        Assert.Equal(0, _pool.RentedBytes);
        Assert.True(_pool.IdleBytes <= 1 << 20);
    }

    [Theory]
    [InlineData(CompressionType.Lz4)]
    [InlineData(CompressionType.Snappy)]
    [InlineData(CompressionType.Zstd)]
    public void Every_cut_is_refused(CompressionType type)
    {
        SkipWithout(type);
        var compressed = Compress(type, Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("record ", 300))));
        for (var length = 1; length < compressed.Length; length++)
        {
            // A snappy stream may end behind its header: that is an empty one.
            if (type == CompressionType.Snappy && length == 16)
            {
                continue;
            }

            var cut = compressed[..length];
            Assert.Throws<RecordBatchException>(() => Compression.For(type).Decompress(cut, 1 << 20, _pool));
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Any_bytes_end_in_a_result_or_in_the_codecs_own_exception(CompressionType type)
    {
        SkipWithout(type);
        var random = new Random(7 + (int)type);
        var codec = Compression.For(type);
        var samples = Enumerable.Range(0, 8).Select(index => Compress(type, Sample(random, 20 << index))).ToArray();
        for (var round = 0; round < 20_000; round++)
        {
            var hostile = Mutation.Of(samples[round % samples.Length], random);
            try
            {
                codec.Decompress(hostile, 1 << 20, _pool).Release();
            }
            catch (RecordBatchException)
            {
            }
        }

        Assert.Equal(0, _pool.RentedBytes);
    }

    [Theory]
    [InlineData("00", "")]
    [InlineData("01" + "0061", "a")]
    [InlineData("07" + "0061" + "0101" + "060100", "aaaaaaa")]
    [InlineData("05" + "08616263" + "0703000000", "abcab")]
    [InlineData("04" + "F003" + "61626364", "abcd")]
    public void Bare_snappy_block_is_read(string hex, string expected)
    {
        var buffer = Compression.For(CompressionType.Snappy).Decompress(Convert.FromHexString(hex), 100, _pool);

        Assert.Equal(expected, Encoding.ASCII.GetString(buffer.Span));
        buffer.Release();
    }

    [Fact]
    public void Bare_block_of_the_snappy_library_is_read()
    {
        var data = Sample(new Random(5), 50_000);

        var buffer = Compression.For(CompressionType.Snappy).Decompress(IronSnappy.Snappy.Encode(data), 50_000, _pool);

        Assert.Equal(data, buffer.Span);
        buffer.Release();
    }

    [Fact]
    public void Missing_library_names_the_package()
    {
        var codec = new UnavailableCodec(CompressionType.Zstd, "libzstd.so.1", "libzstd1");

        var error = Assert.Throws<CompressionUnavailableException>(() => codec.Decompress([], 1, _pool));

        Assert.Contains("libzstd1", error.Message, StringComparison.Ordinal);
        Assert.Throws<CompressionUnavailableException>(() => codec.Compress([], new ArrayBufferWriter<byte>()));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(-1)]
    public void Unknown_number_has_no_codec(int type)
    {
        Assert.False(Compression.IsKnown((CompressionType)type));
        Assert.Throws<RecordBatchException>(() => Compression.For((CompressionType)type));
    }

    [Fact]
    public async Task Threads_share_the_codecs() =>
        await Task.WhenAll(Enumerable.Range(0, 4).Select(seed => Task.Run(() =>
        {
            var random = new Random(seed);
            for (var round = 0; round < 200; round++)
            {
                foreach (var type in Types.Select(row => row.Data).Where(type => Missing(type) is null))
                {
                    var data = Sample(random, random.Next(1, 20_000));
                    var buffer = Compression.For(type).Decompress(Compress(type, data), data.Length, _pool);
                    Assert.True(buffer.Span.SequenceEqual(data));
                    buffer.Release();
                }
            }
        })));

    [Theory]
    [InlineData(CompressionType.Gzip, 1, 9)]
    [InlineData(CompressionType.Lz4, 1, 12)]
    [InlineData(CompressionType.Zstd, 1, 19)]
    public void A_higher_level_takes_fewer_bytes(CompressionType type, int low, int high)
    {
        SkipWithout(type);
        var data = Sample(new Random(1), 100_000);
        var (fast, small) = (Compress(type, data, low), Compress(type, data, high));

        Assert.InRange(small.Length, 1, fast.Length - 1);
        var buffer = Compression.For(type).Decompress(small, data.Length, _pool);
        Assert.True(buffer.Span.SequenceEqual(data));
        buffer.Release();
    }

    private static byte[] Compress(CompressionType type, byte[] data, int? level = null)
    {
        var output = new ArrayBufferWriter<byte>();
        Compression.For(type).Compress(data, output, level);
        return output.WrittenSpan.ToArray();
    }

    private static byte[] Sample(Random random, int length) =>
        [.. Enumerable.Range(0, length).Select(_ => (byte)('a' + random.Next(5)))];

    private static void SkipWithout(CompressionType type)
    {
        if (Missing(type) is { } reason)
        {
            Assert.Skip(reason);
        }
    }
}

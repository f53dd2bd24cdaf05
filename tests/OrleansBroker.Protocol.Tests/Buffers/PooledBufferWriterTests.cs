using System.Buffers;
using OrleansBroker.Protocol.Buffers;

namespace OrleansBroker.Protocol.Tests.Buffers;

public sealed class PooledBufferWriterTests
{
    private readonly SharedBufferPool _pool = new(1 << 20);

    [Fact]
    public void What_is_written_in_pieces_comes_out_whole()
    {
        var random = new Random(1);
        var data = new byte[300_000];
        random.NextBytes(data);
        using var writer = new PooledBufferWriter(_pool, 10);
        for (var at = 0; at < data.Length;)
        {
            var piece = Math.Min(random.Next(1, 5_000), data.Length - at);
            writer.Write(data.AsSpan(at, piece));
            at += piece;
        }

        var buffer = writer.Detach();

        Assert.True(buffer.Span.SequenceEqual(data));
        Assert.Equal(data.Length, _pool.RentedBytes);
        buffer.Release();
        Assert.Equal(0, _pool.RentedBytes);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5_000)]
    public void Bound_can_be_filled_and_not_passed(int bound)
    {
        using var writer = new PooledBufferWriter(_pool, 0, bound);
        writer.Write(new byte[bound]);

        // Room to find out that nothing follows, but not for anything to follow.
        Assert.NotEqual(0, writer.GetSpan().Length);
        Assert.Throws<BufferLimitException>(() => writer.Write(new byte[writer.GetSpan().Length]));
    }

    [Fact]
    public void Abandoned_writer_gives_its_buffer_back()
    {
        new PooledBufferWriter(_pool, 100).Dispose();

        Assert.Equal(0, _pool.RentedBytes);
    }
}

using OrleansBroker.Protocol.Buffers;

namespace OrleansBroker.Protocol.Tests.Buffers;

public sealed class SharedBufferTests
{
    private readonly SharedBufferPool _pool = new(1 << 20);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(1_000_000)]
    [InlineData((128 << 20) + 1)]
    public void Memory_is_exactly_as_long_as_asked_for(int length)
    {
        var buffer = _pool.Rent(length);

        Assert.Equal(length, buffer.Memory.Length);
        Assert.Equal(length, _pool.RentedBytes);
        buffer.Release();
        Assert.Equal(0, _pool.RentedBytes);
    }

    [Fact]
    public void Negative_length_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => _pool.Rent(-1));

    [Fact]
    public void Last_release_frees_and_earlier_ones_do_not()
    {
        var buffer = _pool.Rent(10).Retain();

        buffer.Release();
        Assert.Equal(10, buffer.Memory.Length);

        buffer.Release();
        Assert.Throws<ObjectDisposedException>(() => buffer.Memory);
    }

    [Fact]
    public void Release_beyond_the_last_throws_even_when_the_bytes_are_rented_again()
    {
        var first = _pool.Rent(10);
        first.Release();
        var second = _pool.Rent(10);

        Assert.Throws<ObjectDisposedException>(first.Release);
        Assert.Throws<ObjectDisposedException>(first.Release);
        Assert.Throws<ObjectDisposedException>(first.Retain);
        Assert.Equal(10, second.Memory.Length);
    }

    [Fact]
    public void Freed_bytes_serve_the_next_renter_of_their_class()
    {
        var first = _pool.Rent(5000);
        first.Span[0] = 42;
        first.Release();
        Assert.Equal(8192, _pool.IdleBytes);

        var second = _pool.Rent(8192);

        Assert.Equal(0, _pool.IdleBytes);
        Assert.Equal(42, second.Span[0]);
    }

    [Fact]
    public void Idle_bytes_stay_within_the_bound()
    {
        var pool = new SharedBufferPool(3 * 4096);
        var buffers = Enumerable.Range(0, 10).Select(_ => pool.Rent(100)).ToList();

        buffers.ForEach(buffer => buffer.Release());

        Assert.Equal(3 * 4096, pool.IdleBytes);
    }

    [Fact]
    public void Poisoned_pool_overwrites_freed_bytes()
    {
        var pool = new SharedBufferPool(1 << 20, poison: true);
        var buffer = pool.Rent(100);
        var kept = buffer.Memory;
        kept.Span.Clear();

        buffer.Release();

        Assert.Equal(-1, kept.Span.IndexOfAnyExcept(SharedBufferPool.Poison));
    }

    [Fact]
    public async Task Holders_on_many_threads_never_see_a_freed_buffer()
    {
        var pool = new SharedBufferPool(1 << 16, poison: true);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(seed => Task.Run(() => RentAndShare(pool, seed))));

        Assert.Equal(0, pool.RentedBytes);
        Assert.InRange(pool.IdleBytes, 0, 1 << 16);
    }

    private static void RentAndShare(SharedBufferPool pool, int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 2_000; round++)
        {
            var buffer = pool.Rent(random.Next(1, 10_000));
            buffer.Span.Fill((byte)seed);
            var readers = Enumerable.Range(0, 2).Select(_ => buffer.Retain()).ToArray();
            Parallel.ForEach(readers, reader =>
            {
                Assert.Equal(-1, reader.Span.IndexOfAnyExcept((byte)seed));
                reader.Release();
            });
            buffer.Release();
        }
    }
}

using System.Buffers.Binary;
using OrleansBroker.Gateway.Connections;
using OrleansBroker.Protocol.Buffers;

namespace OrleansBroker.Gateway.Tests.Connections;

public sealed class FrameReaderTests : IDisposable
{
    private const int MaxFrameBytes = 4_000_000;

    private readonly ScriptedConnection _connection = new();
    private readonly SharedBufferPool _pool = new(0);
    private readonly MemoryBudget _budget = new(100_000_000);
    private readonly GatewayInstruments _instruments = new();
    private readonly ManualTime _time = new();
    private readonly ReceiveClock _clock;
    private readonly FrameReader _reader;

    public FrameReaderTests()
    {
        var limits = new ConnectionLimits { MaxFrameBytes = MaxFrameBytes };
        _clock = new ReceiveClock(_time, _instruments);
        _reader = new FrameReader(_connection, limits, _pool, _budget, _clock);
    }

    public void Dispose() => _instruments.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(4092)]
    [InlineData(4093)]
    [InlineData(20_000)]
    [InlineData(3_999_999)]
    public async Task A_frame_arrives_whole_whatever_the_pieces(int length)
    {
        var body = Body(length, seed: 1);
        foreach (var pieceLength in new[] { 1 + (length / 7), 4096, length + 4 })
        {
            foreach (var piece in Framed(body).Chunk(pieceLength))
            {
                _connection.ClientSends(piece);
            }

            Assert.Equal(body, await ReadAsync());
        }
    }

    [Theory]
    [InlineData(new byte[] { 0x16, 0x03, 0x01, 0x00 }, "TLS")]
    [InlineData(new byte[] { 0x47, 0x45, 0x54, 0x20 }, "HTTP")]
    public async Task A_client_of_another_protocol_is_told_from_a_broken_one(byte[] first, string expected)
    {
        _connection.ClientSends(first);

        var error = await Assert.ThrowsAsync<BadFrameException>(ReadAsync);
        Assert.Contains(expected, error.Message);
    }

    [Fact]
    public async Task Small_frames_that_arrive_together_cost_one_receive()
    {
        var bodies = Enumerable.Range(0, 20).Select(i => Body(100 + i, i)).ToList();
        _connection.ClientSends([.. bodies.SelectMany(Framed)]);

        foreach (var body in bodies)
        {
            Assert.Equal(body, await ReadAsync());
        }

        Assert.Equal(1, _connection.Receives);
    }

    [Fact]
    public async Task A_stream_of_large_frames_costs_one_receive_each_after_the_first()
    {
        var bodies = Enumerable.Range(0, 10).Select(i => Body(50_000, i)).ToList();
        _connection.ClientSends([.. bodies.SelectMany(Framed)]);

        foreach (var body in bodies)
        {
            Assert.Equal(body, await ReadAsync());
        }

        Assert.Equal(11, _connection.Receives);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    [InlineData(MaxFrameBytes + 1)]
    [InlineData(0x47455420)] // "GET "
    public async Task A_length_that_cannot_be_is_refused(int length)
    {
        var prefix = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(prefix, length);
        _connection.ClientSends(prefix);

        await Assert.ThrowsAsync<BadFrameException>(() => ReadAsync());
    }

    [Theory]
    [InlineData(2)]
    [InlineData(50)]
    [InlineData(10_000)]
    public async Task An_end_inside_a_frame_is_told_from_an_end_between_frames(int bytesBeforeTheEnd)
    {
        _connection.ClientSends([.. Framed(Body(20_000, 1)).Take(bytesBeforeTheEnd)]);
        _connection.ClientCloses();

        await Assert.ThrowsAsync<BadFrameException>(() => ReadAsync());
        Assert.Equal(0, _pool.RentedBytes);
        Assert.Equal(0, _budget.Used);
    }

    [Fact]
    public async Task The_end_between_frames_is_no_error()
    {
        _connection.ClientCloses();

        Assert.True((await _reader.ReadAsync(TestContext.Current.CancellationToken)).IsEnd);
    }

    [Fact]
    public void A_lying_length_costs_the_first_step_and_no_more()
    {
        _connection.ClientSends([.. Framed(Body(MaxFrameBytes, 1)).Take(5)]);
        _ = _reader.ReadAsync(TestContext.Current.CancellationToken);

        Assert.InRange(_pool.RentedBytes, 1, 1_100_000);
        Assert.InRange(_budget.Used, 1, 1_100_000);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(9_000)]
    public void Half_a_frame_then_silence_times_out(int bytes)
    {
        var limits = new ConnectionLimits();
        _connection.ClientSends([.. Framed(Body(10_000, 1)).Take(bytes)]);
        _ = _reader.ReadAsync(TestContext.Current.CancellationToken);

        _time.Advance(limits.FrameTimeout - TimeSpan.FromSeconds(1));
        Assert.Null(_clock.TimedOut(limits));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Contains("half a frame", _clock.TimedOut(limits), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silence_between_frames_has_the_idle_timeout()
    {
        var limits = new ConnectionLimits();
        _connection.ClientSends([.. Framed(Body(10_000, 1))]);
        await ReadAsync();

        _time.Advance(limits.FrameTimeout);
        Assert.Null(_clock.TimedOut(limits));
        _time.Advance(limits.IdleTimeout);
        Assert.Contains("idle", _clock.TimedOut(limits), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_frame_that_waits_for_memory_is_not_its_clients_silence()
    {
        var limits = new ConnectionLimits();
        await _budget.ReserveAsync(100_000_000, TestContext.Current.CancellationToken);
        _connection.ClientSends([.. Framed(Body(10_000, 1)).Take(9_000)]);
        var reading = _reader.ReadAsync(TestContext.Current.CancellationToken);

        _time.Advance(limits.FrameTimeout);
        Assert.Null(_clock.TimedOut(limits));
        _budget.Release(100_000_000);
        while (_connection.Receives < 2)
        {
            await Task.Yield();
        }

        Assert.Null(_clock.TimedOut(limits));
        _time.Advance(limits.FrameTimeout);
        Assert.NotNull(_clock.TimedOut(limits));
        _connection.ClientCloses();
        await Assert.ThrowsAsync<BadFrameException>(async () => await reading);
    }

    private async Task<byte[]> ReadAsync()
    {
        var frame = await _reader.ReadAsync(TestContext.Current.CancellationToken);
        var body = frame.Memory.ToArray();
        frame.Release();
        return body;
    }

    private static byte[] Body(int length, int seed)
    {
        var body = new byte[length];
        new Random(seed).NextBytes(body);
        return body;
    }

    private static byte[] Framed(byte[] body)
    {
        var framed = new byte[4 + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(framed, body.Length);
        body.CopyTo(framed, 4);
        return framed;
    }
}

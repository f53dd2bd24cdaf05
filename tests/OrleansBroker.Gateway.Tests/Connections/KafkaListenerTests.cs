using System.Buffers.Binary;
using System.Net;
using OrleansBroker.Gateway.Connections;
using OrleansBroker.Gateway.Handlers;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Buffers;
using OrleansBroker.Protocol.Messages;
using OrleansBroker.Protocol.Wire;

namespace OrleansBroker.Gateway.Tests.Connections;

public sealed class KafkaListenerTests : IAsyncDisposable
{
    private readonly HeldHeartbeats _heartbeats = new();
    private readonly ListLogger _logger = new();
    private readonly ManualTime _time = new();
    private readonly SharedBufferPool _buffers = new(1 << 20);
    private readonly MemoryBudget _requests = new(1 << 24);
    private readonly MemoryBudget _responses = new(1 << 24);
    private readonly GatewayInstruments _instruments = new();
    private readonly KafkaListener _listener;
    private readonly ConnectionLimits _limits = new()
    {
        MaxFrameBytes = 1_000_000, MaxRequestsPerConnection = 4, MaxConnections = 3,

        // Out of the way of tests that move the clock until something else happens.
        IdleTimeout = TimeSpan.MaxValue,
    };

    public KafkaListenerTests()
    {
        var registry = new HandlerRegistry();
        registry.Add(new ApiVersionsHandler(registry)).Add(_heartbeats);
        var services = new ConnectionServices(
            _limits, new RequestDispatcher(registry), _buffers, _requests, _responses, _instruments, _time, _logger);
        _listener = new KafkaListener(SocketTransport.Listen(new IPEndPoint(IPAddress.Loopback, 0)), services);
        _listener.Start();
    }

    public async ValueTask DisposeAsync()
    {
        await _listener.DisposeAsync();
        _instruments.Dispose();
        Assert.Equal(0, _buffers.RentedBytes);
        Assert.Equal((0, 0), (_requests.Used, _responses.Used));
    }

    /// <summary>Frames that end their connection: what the client sends, and a word of the log line.</summary>
    public static TheoryData<string, byte[], string> BadFrames => new()
    {
        { "too long", [0x7f, 0xff, 0xff, 0xff], "limit" },
        { "negative length", [0xff, 0xff, 0xff, 0xff, 0, 0], "limit" },
        { "another protocol", "GET / HTTP/1.1\r\n\r\n"u8.ToArray(), "limit" },
        { "shorter than any header", [0, 0, 0, 3, 0, 18, 0], "header" },
        { "unknown API key", [0, 0, 0, 8, 0x12, 0x34, 0, 0, 0, 0, 0, 1], "API key 4660" },
        { "API key below 0", [0, 0, 0, 8, 0xff, 0xff, 0, 0, 0, 0, 0, 1], "API key -1" },
        { "unknown version", [0, 0, 0, 8, 0, 12, 0, 99, 0, 0, 0, 1], "version 99 of Heartbeat" },
        { "header that is cut", [0, 0, 0, 9, 0, 12, 0, 0, 0, 0, 0, 1, 0], "" },
        { "body that is cut", [0, 0, 0, 12, 0, 12, 0, 0, 0, 0, 0, 1, 0xff, 0xff, 0, 5], "" },
    };

    [Fact]
    public async Task Answers_come_in_the_order_of_the_requests_whatever_ends_first()
    {
        using var client = await ConnectAsync();
        await client.SendAsync(Heartbeats(1, 2, 3));
        await StartedAsync(1, 2, 3);

        _heartbeats.Answer(3);
        _heartbeats.Answer(2);
        _heartbeats.Answer(1);

        Assert.Equal(1, await client.ReadCorrelationIdAsync());
        Assert.Equal(2, await client.ReadCorrelationIdAsync());
        Assert.Equal(3, await client.ReadCorrelationIdAsync());
    }

    [Fact]
    public async Task A_request_without_answer_leaves_no_gap_and_keeps_its_place()
    {
        using var client = await ConnectAsync();
        await client.SendAsync(Heartbeats(1, 2, -3));
        await StartedAsync(1, 2, -3);

        _heartbeats.Answer(1);
        Assert.Equal(1, await client.ReadCorrelationIdAsync());
        _heartbeats.EndWithoutAnswer(2);
        Assert.Equal(-3, await client.ReadCorrelationIdAsync());
    }

    [Fact]
    public async Task No_more_requests_start_than_may_be_in_flight()
    {
        using var client = await ConnectAsync();
        await client.SendAsync(Heartbeats(1, 2, 3, 4, 5, 6));
        await StartedAsync(1, 2, 3, 4);
        Assert.False(_heartbeats.Started.TryRead(out _));

        _heartbeats.Answer(1);
        await StartedAsync(5);
        Assert.Equal(1, await client.ReadCorrelationIdAsync());
    }

    [Fact]
    public async Task A_long_run_of_pipelined_requests_is_answered_whole()
    {
        using var client = await ConnectAsync();
        var sending = client.SendAsync(Heartbeats([.. Enumerable.Range(1, 5_000).Select(i => -i)]));
        for (var i = 1; i <= 5_000; i++)
        {
            Assert.Equal(-i, await client.ReadCorrelationIdAsync());
        }

        await sending;
    }

    [Theory]
    [MemberData(nameof(BadFrames))]
    public async Task A_bad_frame_closes_its_connection_with_one_line_and_disturbs_nobody(
        string what, byte[] bytes, string reason)
    {
        using var other = await ConnectAsync();
        using var client = await ConnectAsync();
        await client.SendAsync(bytes);

        Assert.Null(await client.ReadFrameAsync());
        await other.SendAsync(Heartbeats(-1));
        Assert.Equal(-1, await other.ReadCorrelationIdAsync());
        var line = Assert.Single(_logger.Lines);
        Assert.True(line.Contains(reason, StringComparison.Ordinal), $"{what}: {line}");
    }

    [Fact]
    public async Task A_handler_that_throws_closes_its_connection_alone()
    {
        using var other = await ConnectAsync();
        using var client = await ConnectAsync();
        await client.SendAsync(Heartbeats(1));
        await StartedAsync(1);
        _heartbeats.Fail(1);

        Assert.Null(await client.ReadFrameAsync());
        await other.SendAsync(Heartbeats(-2));
        Assert.Equal(-2, await other.ReadCorrelationIdAsync());
    }

    [Fact]
    public async Task Half_a_frame_then_silence_is_closed_by_the_sweep()
    {
        using var client = await ConnectAsync();
        await client.SendAsync(Heartbeats(-1));
        Assert.Equal(-1, await client.ReadCorrelationIdAsync());
        await client.SendAsync(Heartbeats(-2).AsMemory(0, 7));
        var end = client.ReadFrameAsync();
        while (!end.IsCompleted)
        {
            // The bytes may still be on their way when the clock moves, so it moves until they count.
            _time.Advance(_limits.FrameTimeout);
            await Task.Yield();
        }

        Assert.Null(await end);
        Assert.Contains("half a frame", Assert.Single(_logger.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_over_the_limit_is_closed_and_those_there_are_stay()
    {
        using var first = await ConnectAsync();
        using var second = await ConnectAsync();
        using var third = await ConnectAsync();
        using var fourth = await RawClient.ConnectAsync(_listener.LocalEndPoint);

        Assert.Null(await fourth.ReadFrameAsync());
        await first.SendAsync(Heartbeats(-1));
        Assert.Equal(-1, await first.ReadCorrelationIdAsync());
    }

    [Theory]
    [InlineData(5)]
    [InlineData(32767)]
    [InlineData(-1)]
    public async Task ApiVersions_of_an_unknown_version_is_answered_in_version_0_with_the_list(short version)
    {
        using var client = await ConnectAsync();
        var frame = RawClient.Frame(new ApiVersionsRequest(), 0, 77);
        BinaryPrimitives.WriteInt16BigEndian(frame.AsSpan(6), version);
        await client.SendAsync(frame);

        var answer = Read(await client.ReadFrameAsync());
        Assert.Equal(ErrorCode.UnsupportedVersion, answer.ErrorCode);
        Assert.Equal([ApiKey.Heartbeat, ApiKey.ApiVersions], answer.ApiKeys.Select(api => api.ApiKey));
    }

    [Fact]
    public async Task A_client_that_leaves_frees_what_its_parked_requests_held()
    {
        using (var client = await ConnectAsync())
        {
            await client.SendAsync(Heartbeats(1));
            await StartedAsync(1);
        }

        _heartbeats.Answer(1);
    }

    [Fact]
    public async Task Clients_that_do_not_read_their_answers_keep_nobody_else_from_being_heard()
    {
        using var client = await ConnectAsync();
        using var other = await ConnectAsync();
        _heartbeats.AnswerBytes = 1 << 24;
        await client.SendAsync(Heartbeats(1));
        await StartedAsync(1);
        _heartbeats.AnswerBytes = 0;

        await other.SendAsync(Heartbeats(-2));

        Assert.Equal(-2, await other.ReadCorrelationIdAsync());
        _heartbeats.Answer(1);
        Assert.Equal(1, await client.ReadCorrelationIdAsync());
    }

    [Fact]
    public async Task A_stop_answers_what_has_begun_and_starts_nothing_more()
    {
        using var client = await ConnectAsync();
        await client.SendAsync(Heartbeats(1, 2));
        await StartedAsync(1, 2);

        var stop = _listener.StopAsync(TestContext.Current.CancellationToken);
        _heartbeats.Answer(2);
        _heartbeats.Answer(1);

        Assert.Equal(1, await client.ReadCorrelationIdAsync());
        Assert.Equal(2, await client.ReadCorrelationIdAsync());
        Assert.Null(await client.ReadFrameAsync());

        // Not before: until the stop has come to the connection, a request still begins.
        await client.SendAsync(Heartbeats(3));
        client.Dispose();
        await stop;
        Assert.False(_heartbeats.Started.TryRead(out _));
    }

    [Fact]
    public async Task A_stop_does_not_wait_for_ever_for_a_request_or_for_a_client()
    {
        using var waits = await ConnectAsync();
        using var idles = await ConnectAsync();
        await waits.SendAsync(Heartbeats(1));
        await StartedAsync(1);

        var stop = _listener.StopAsync(TestContext.Current.CancellationToken);
        while (!stop.IsCompleted)
        {
            _time.Advance(_limits.DrainTimeout);
            await Task.Yield();
        }

        Assert.Null(await waits.ReadFrameAsync());
        Assert.Null(await idles.ReadFrameAsync());
        _heartbeats.Answer(1);
    }

    private static ApiVersionsResponse Read(byte[]? frame)
    {
        var reader = new WireReader(frame);
        Assert.Equal(77, reader.ReadInt32());
        return ApiVersionsResponse.Read(ref reader, 0);
    }

    private static byte[] Heartbeats(params int[] numbers) =>
        [.. numbers.SelectMany(number => RawClient.Frame(HeldHeartbeats.Request(number), 4, number))];

    private async Task StartedAsync(params int[] numbers)
    {
        foreach (var number in numbers)
        {
            Assert.Equal(number, await _heartbeats.Started.ReadAsync(TestContext.Current.CancellationToken));
        }
    }

    /// <summary>Connects and waits until the listener has taken the connection in.</summary>
    private async Task<RawClient> ConnectAsync()
    {
        var client = await RawClient.ConnectAsync(_listener.LocalEndPoint);
        await client.SendAsync(Heartbeats(-1_000));
        Assert.Equal(-1_000, await client.ReadCorrelationIdAsync());
        await StartedAsync(-1_000);
        return client;
    }
}

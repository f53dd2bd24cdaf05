using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using OrleansBroker.Protocol.Buffers;

namespace OrleansBroker.Gateway.Connections;

/// <summary>
/// Cuts a connection's bytes into frames. Small frames arrive through a staging buffer, several with one receive; the
/// rest of a larger frame is received straight into the buffer that then belongs to it. Not thread-safe: one reader.
/// </summary>
internal sealed class FrameReader(
    IConnection connection, ConnectionLimits limits, SharedBufferPool pool, MemoryBudget budget, ReceiveClock clock)
{
    private const int PrefixLength = sizeof(int);

    /// <summary>
    /// Holds any request but Produce; larger would cost idle connections memory and Produce a longer copy.
    /// </summary>
    private const int StagingLength = 4096;

    /// <summary>
    /// Memory taken for a frame before more of it has arrived: a length that lies costs its sender bytes, not us.
    /// Nearly every batch fits, so growing (which copies) is left to frames that are rare.
    /// </summary>
    private const int FirstStep = 1024 * 1024;

    private readonly byte[] _staging = GC.AllocateUninitializedArray<byte>(StagingLength);
    private int _start;
    private int _end;

    /// <summary>True when the next frame is already here, so that reading it does not wait.</summary>
    public bool HasFrame =>
        StagedLength >= PrefixLength && StagedLength - PrefixLength >= StagedPrefix;

    private int StagedLength => _end - _start;

    private int StagedPrefix => BinaryPrimitives.ReadInt32BigEndian(_staging.AsSpan(_start));

    /// <summary>The next frame, which the caller releases; the default value when the client closed its side.</summary>
    /// <exception cref="BadFrameException">
    /// A length that is negative or over the limit, or an end inside a frame.
    /// </exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Frame> ReadAsync(CancellationToken cancellationToken)
    {
        if (!await StageAsync(PrefixLength))
        {
            return default;
        }

        var length = StagedPrefix;
        if (length < 0 || length > limits.MaxFrameBytes)
        {
            throw new BadFrameException(
                $"a frame of {length} bytes; the limit is {limits.MaxFrameBytes}{ForeignProtocol.Guess(length)}");
        }

        await ReserveFirstStepAsync(length, cancellationToken);
        clock.FrameBegins();
        var frame = length <= StagingLength - PrefixLength
            ? await ReadSmallAsync(length)
            : await ReadLargeAsync(length, cancellationToken);
        clock.FrameEnds();
        return frame;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask ReserveFirstStepAsync(int length, CancellationToken cancellationToken)
    {
        var reservation = budget.ReserveAsync(Math.Min(length, FirstStep), cancellationToken);
        if (!reservation.IsCompletedSuccessfully)
        {
            // It is we who make the client wait, which must not count as its silence.
            clock.FrameEnds();
            await reservation;
            clock.Received(0);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Frame> ReadSmallAsync(int length)
    {
        try
        {
            await StageAsync(PrefixLength + length);
        }
        catch
        {
            budget.Release(length);
            throw;
        }

        var buffer = pool.Rent(length);
        _staging.AsSpan(_start + PrefixLength, length).CopyTo(buffer.Span);
        _start += PrefixLength + length;
        return new Frame(buffer, length, length, budget);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Frame> ReadLargeAsync(int length, CancellationToken cancellationToken)
    {
        // Room for the next frame's prefix: with it, a stream of large frames needs one receive per frame.
        var buffer = pool.Rent(Math.Min(length, FirstStep) + PrefixLength);
        var reserved = (long)Math.Min(length, FirstStep);
        try
        {
            var filled = TakeStaged(buffer.Span);
            while (filled < length)
            {
                if (filled == buffer.Length)
                {
                    var grown = Math.Min(2L * buffer.Length, (long)length + PrefixLength);
                    await budget.ReserveAsync(grown - buffer.Length, cancellationToken);
                    reserved += grown - buffer.Length;
                    buffer = Grow(buffer, (int)grown);
                }

                filled += Checked(await connection.ReceiveAsync(buffer.Memory[filled..]));
            }

            _end = filled - length;
            buffer.Span[length..filled].CopyTo(_staging);
            return new Frame(buffer, length, reserved, budget);
        }
        catch
        {
            buffer.Release();
            budget.Release(reserved);
            throw;
        }
    }

    private int TakeStaged(Span<byte> destination)
    {
        var body = _staging.AsSpan(_start + PrefixLength, StagedLength - PrefixLength);
        body.CopyTo(destination);
        _start = _end = 0;
        return body.Length;
    }

    private SharedBuffer Grow(SharedBuffer buffer, int length)
    {
        var grown = pool.Rent(length);
        buffer.Span.CopyTo(grown.Span);
        buffer.Release();
        return grown;
    }

    /// <summary>
    /// Receives until <paramref name="count"/> bytes are staged; false at an end before the first of them.
    /// </summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> StageAsync(int count)
    {
        if (StagedLength < count && StagingLength - _start < count)
        {
            _staging.AsSpan(_start, StagedLength).CopyTo(_staging);
            (_start, _end) = (0, StagedLength);
        }

        while (StagedLength < count)
        {
            if (StagedLength == 0)
            {
                (_start, _end) = (0, 0);
            }
            else
            {
                clock.FrameBegins();
            }

            var received = await connection.ReceiveAsync(_staging.AsMemory(_end));
            if (received == 0 && StagedLength == 0)
            {
                return false;
            }

            _end += Checked(received);
        }

        return true;
    }

    private int Checked(int received)
    {
        if (received == 0)
        {
            throw new BadFrameException("the connection ended inside a frame");
        }

        clock.Received(received);
        return received;
    }
}

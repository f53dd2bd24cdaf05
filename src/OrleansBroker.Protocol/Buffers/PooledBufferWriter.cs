using System.Buffers;

namespace OrleansBroker.Protocol.Buffers;

/// <summary>Collects bytes of a length not known before, up to a bound, in one contiguous pooled buffer.</summary>
/// <remarks>
/// Not thread-safe. Owns its buffer until <see cref="Detach"/> hands it over; otherwise <see cref="Dispose"/>
/// releases it. Growing at least doubles, so a byte is copied once more on average.
/// </remarks>
internal sealed class PooledBufferWriter : IBufferWriter<byte>, IDisposable
{
    private const int SmallestGrowth = 4096;

    private readonly SharedBufferPool _pool;
    private readonly int _maxLength;
    private SharedBuffer? _buffer;
    private int _written;

    public PooledBufferWriter(SharedBufferPool pool, int lengthHint, int maxLength = int.MaxValue)
    {
        _pool = pool;
        _maxLength = maxLength;
        _buffer = pool.Rent(Math.Clamp(lengthHint, 0, maxLength));
    }

    /// <summary>Number of bytes written.</summary>
    public int Length => _written;

    /// <summary>What was written; valid until the next write.</summary>
    public Span<byte> Written => Buffer.Span[.._written];

    private SharedBuffer Buffer => _buffer ?? throw new ObjectDisposedException(nameof(PooledBufferWriter));

    /// <exception cref="BufferLimitException">More bytes than the bound allows.</exception>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Buffer.Length - _written);
        _written += count;
        if (_written > _maxLength)
        {
            throw new BufferLimitException(_maxLength);
        }
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        EnsureRoom(Math.Max(sizeHint, 1));
        return Buffer.Span[_written..];
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        EnsureRoom(Math.Max(sizeHint, 1));
        return Buffer.Memory[_written..];
    }

    /// <summary>The written bytes as a buffer of exactly their length, whose holder is now the caller.</summary>
    public SharedBuffer Detach()
    {
        var buffer = Buffer;
        buffer.Trim(_written);
        _buffer = null;
        return buffer;
    }

    public void Dispose()
    {
        _buffer?.Release();
        _buffer = null;
    }

    private void EnsureRoom(int room)
    {
        if (room <= Buffer.Length - _written)
        {
            return;
        }

        // One byte more than the bound may be rented: a decoder that has filled the bound needs room to say that it
        // is done.
        var needed = (long)_written + room;
        var bound = (long)_maxLength + 1;
        if (needed > Math.Min(bound, Array.MaxLength))
        {
            throw new BufferLimitException(_maxLength);
        }

        var wanted = Math.Max(needed, Math.Min(bound, Math.Max(2L * Buffer.Length, SmallestGrowth)));
        var larger = _pool.Rent((int)Math.Min(wanted, Array.MaxLength));
        Written.CopyTo(larger.Span);
        Buffer.Release();
        _buffer = larger;
    }
}

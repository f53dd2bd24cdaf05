namespace OrleansBroker.Protocol.Buffers;

/// <summary>
/// A pooled block of bytes with several holders: a connection, each queued append and each reader of a batch hold one
/// count, so that a caller's timeout or disconnect never frees what another still reads.
/// </summary>
/// <remarks>
/// Thread-safe. The renter is the first holder; every <see cref="Retain"/> adds one, every <see cref="Release"/> ends
/// one. The last release gives the bytes back to the pool: a slice of <see cref="Memory"/> that was kept beyond it
/// reads another holder's data. The object itself is never reused, so a second release is an exception and not
/// somebody else's freed buffer.
/// </remarks>
public sealed class SharedBuffer
{
    private readonly SharedBufferPool _pool;
    private byte[]? _array;
    private int _length;
    private int _holders = 1;

    internal SharedBuffer(SharedBufferPool pool, byte[] array, int length)
    {
        _pool = pool;
        _array = array;
        _length = length;
    }

    /// <summary>The bytes, exactly as many as were asked for. Their first content is whatever lay there.</summary>
    /// <exception cref="ObjectDisposedException">The last holder has released the buffer.</exception>
    public Memory<byte> Memory => new(Array, 0, _length);

    /// <summary>The same bytes as <see cref="Memory"/>.</summary>
    /// <exception cref="ObjectDisposedException">The last holder has released the buffer.</exception>
    public Span<byte> Span => new(Array, 0, _length);

    /// <summary>Number of bytes asked for.</summary>
    public int Length => _length;

    private byte[] Array => Volatile.Read(ref _array) ?? throw Released();

    /// <summary>Adds a holder and returns this buffer; only somebody who holds it may call.</summary>
    /// <exception cref="ObjectDisposedException">The last holder has released the buffer.</exception>
    public SharedBuffer Retain() => TryRetain() ? this : throw Released();

    /// <summary>
    /// Adds a holder, unless the last one has gone: for a cache whose entries may be dropped while somebody looks
    /// them up.
    /// </summary>
    public bool TryRetain()
    {
        // A plain increment could bring a freed buffer back to life between two releases, hence the exchange.
        var holders = Volatile.Read(ref _holders);
        while (holders > 0)
        {
            var seen = Interlocked.CompareExchange(ref _holders, holders + 1, holders);
            if (seen == holders)
            {
                return true;
            }

            holders = seen;
        }

        return false;
    }

    /// <summary>Ends the caller's hold; the last one returns the bytes to the pool.</summary>
    /// <exception cref="ObjectDisposedException">Released more often than retained: a bug of the caller.</exception>
    public void Release()
    {
        var left = Interlocked.Decrement(ref _holders);
        if (left > 0)
        {
            return;
        }

        if (left < 0)
        {
            Interlocked.Increment(ref _holders);
            throw Released();
        }

        var array = Array;
        Volatile.Write(ref _array, null);
        _pool.Return(array, _length);
    }

    /// <summary>Shortens the buffer, for a renter that did not know the length; before anybody else holds it.</summary>
    internal void Trim(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, _length);
        _pool.Shrink(_length - length);
        _length = length;
    }

    private static ObjectDisposedException Released() =>
        new(nameof(SharedBuffer), "The last holder has already released this buffer.");
}

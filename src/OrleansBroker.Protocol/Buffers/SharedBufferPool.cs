using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace OrleansBroker.Protocol.Buffers;

/// <summary>
/// Rents <see cref="SharedBuffer"/>s in size classes of powers of two, from 4 KB to 128 MB, and keeps a bounded
/// number of bytes idle for the next renter. A longer buffer is allocated exactly and left to the garbage collector.
/// </summary>
/// <remarks>
/// Thread-safe. Idle arrays are taken last-in first-out: the one used last is the one still in the cache.
/// </remarks>
public sealed class SharedBufferPool
{
    /// <summary>What a freed buffer is filled with where poisoning is on, so that a late reader shows up.</summary>
    internal const byte Poison = 0xDB;

    private const int SmallestClassBits = 12;
    private const int LargestClassBits = 27;

    /// <summary>Enough for the frames of a busy broker, and far below its memory target.</summary>
    private const long DefaultIdleBytesMax = 64L << 20;

#if DEBUG
    private const bool PoisonByDefault = true;
#else
    private const bool PoisonByDefault = false;
#endif

    private readonly SizeClass[] _classes = CreateClasses();
    private readonly long _idleBytesMax;
    private readonly bool _poison;
    private long _idleBytes;
    private long _rentedBytes;

    /// <summary>Creates an empty pool.</summary>
    /// <param name="maxIdleBytes">Most bytes kept for later renters; 0 keeps none.</param>
    public SharedBufferPool(long maxIdleBytes)
        : this(maxIdleBytes, PoisonByDefault)
    {
    }

    internal SharedBufferPool(long maxIdleBytes, bool poison)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxIdleBytes);
        _idleBytesMax = maxIdleBytes;
        _poison = poison;
    }

    /// <summary>The pool of everything that has no reason to have its own.</summary>
    public static SharedBufferPool Default { get; } = new(DefaultIdleBytesMax);

    /// <summary>Bytes asked for and not yet released by their last holder.</summary>
    public long RentedBytes => Interlocked.Read(ref _rentedBytes);

    /// <summary>Bytes kept for later renters.</summary>
    public long IdleBytes => Interlocked.Read(ref _idleBytes);

    /// <summary>Rents a buffer of exactly <paramref name="length"/> bytes with the caller as its only holder.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative.</exception>
    public SharedBuffer Rent(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        var array = Take(length);
        Interlocked.Add(ref _rentedBytes, length);
        return new SharedBuffer(this, array, length);
    }

    internal void Shrink(int bytes) => Interlocked.Add(ref _rentedBytes, -bytes);

    internal void Return(byte[] array, int length)
    {
        Interlocked.Add(ref _rentedBytes, -length);
        if (_poison)
        {
            array.AsSpan().Fill(Poison);
        }

        if (array.Length > 1 << LargestClassBits)
        {
            return;
        }

        // Counted before it is kept, so that returns that race cannot exceed the bound together.
        if (Interlocked.Add(ref _idleBytes, array.Length) > _idleBytesMax)
        {
            Interlocked.Add(ref _idleBytes, -array.Length);
            return;
        }

        _classes[ClassOf(array.Length)].Push(array);
    }

    private static int ClassOf(int length) =>
        length <= 1 << SmallestClassBits ? 0 : BitOperations.Log2((uint)length - 1) + 1 - SmallestClassBits;

    private static SizeClass[] CreateClasses()
    {
        var classes = new SizeClass[LargestClassBits - SmallestClassBits + 1];
        for (var index = 0; index < classes.Length; index++)
        {
            classes[index] = new SizeClass();
        }

        return classes;
    }

    private byte[] Take(int length)
    {
        var index = ClassOf(length);
        if (index >= _classes.Length)
        {
            return GC.AllocateUninitializedArray<byte>(length);
        }

        if (!_classes[index].TryPop(out var array))
        {
            return GC.AllocateUninitializedArray<byte>(1 << (index + SmallestClassBits));
        }

        Interlocked.Add(ref _idleBytes, -array.Length);
        return array;
    }

    /// <summary>The idle arrays of one length.</summary>
    private sealed class SizeClass
    {
        private readonly Lock _lock = new();
        private readonly Stack<byte[]> _idle = new();

        public void Push(byte[] array)
        {
            lock (_lock)
            {
                _idle.Push(array);
            }
        }

        public bool TryPop([MaybeNullWhen(false)] out byte[] array)
        {
            lock (_lock)
            {
                return _idle.TryPop(out array);
            }
        }
    }
}

using System.Runtime.InteropServices;

namespace OrleansBroker.Storage.Compaction;

/// <summary>
/// The last offset of each key of the dirty part of a log, in an open-addressed table of 16 bytes a slot.
/// </summary>
/// <remarks>
/// <code>
///  at  size  field
///   0    12  first 96 bits of the key's 128-bit hash
///  12     4  1 + offset - base offset; 0 marks an empty slot
/// </code>
/// Keys themselves are not held: two keys with one hash would be taken for one, which 96 bits make a matter of 10^-15
/// for ten million keys, and the hash's secret nothing that a client can arrange. Nine tenths of the slots are used, so
/// that n bytes hold n * 0.9 / 16 keys: 7.5 million in 128 MB. Single-threaded. The memory is not the collector's: it
/// goes when the map is disposed, so that the next round's does not come on top of it.
/// </remarks>
internal sealed unsafe class KeyMap : IDisposable
{
    public const int BytesPerSlot = 16;

    /// <summary>More offsets than this do not fit the slots' four bytes.</summary>
    public const long OffsetsMax = uint.MaxValue - 1L;

    private const double LoadMax = 0.9;

    private readonly int _length;
    private readonly long _baseOffset;
    private Slot* _slots;

    /// <summary>Makes an empty map.</summary>
    /// <param name="keys">Keys that it is to hold: no more than there are offsets.</param>
    /// <param name="maxBytes">Most memory that it takes.</param>
    /// <param name="baseOffset">Lowest offset that is put.</param>
    /// <param name="hash">Hash with a secret of its own.</param>
    public KeyMap(long keys, long maxBytes, long baseOffset, KeyHash hash)
    {
        var slots = Math.Min((keys / LoadMax) + 2, maxBytes / BytesPerSlot);
        _length = (int)Math.Clamp(slots, 2, Array.MaxLength);
        _slots = (Slot*)NativeMemory.AllocZeroed((nuint)_length, BytesPerSlot);
        _baseOffset = baseOffset;
        Hash = hash;
        Capacity = Math.Max((int)(_length * LoadMax), 1);
    }

    ~KeyMap() => Free();

    /// <summary>Hash of the keys.</summary>
    public KeyHash Hash { get; }

    /// <summary>Keys held.</summary>
    public int Count { get; private set; }

    /// <summary>Keys that fit.</summary>
    public int Capacity { get; }

    /// <summary>Bytes that the map takes.</summary>
    public long SizeInBytes => (long)_length * BytesPerSlot;

    /// <summary>Notes the offset for the key, whose offsets come in ascending order; false when there is no
    /// room.</summary>
    public bool TryPut(in HashedKey key, long offset)
    {
        Invariant.Check(offset >= _baseOffset, "offsets of a key map are not below its base");
        if (offset - _baseOffset >= OffsetsMax)
        {
            return false;
        }

        var slot = Find(key);
        if (slot->RelativeOffset == 0)
        {
            if (Count == Capacity)
            {
                return false;
            }

            Count++;
        }

        *slot = new Slot(key.Low, (uint)key.High, (uint)(offset - _baseOffset + 1));
        return true;
    }

    /// <summary>The key's last offset, or -1 when it was not put.</summary>
    public long LastOffset(in HashedKey key)
    {
        var relativeOffset = Find(key)->RelativeOffset;
        return relativeOffset == 0 ? -1 : _baseOffset + relativeOffset - 1;
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        NativeMemory.Free(_slots);
        _slots = null;
    }

    /// <summary>The slot that holds the key, or the empty one where it belongs.</summary>
    private Slot* Find(in HashedKey key)
    {
        ObjectDisposedException.ThrowIf(_slots is null, this);
        var high = (uint)key.High;
        var slot = _slots + (int)Math.BigMul(key.Low, (ulong)_length, out _);
        while (slot->RelativeOffset != 0 && (slot->HashLow != key.Low || slot->HashHigh != high))
        {
            slot = slot + 1 == _slots + _length ? _slots : slot + 1;
        }

        return slot;
    }

    [StructLayout(LayoutKind.Sequential, Pack = 4)]
    private readonly record struct Slot(ulong HashLow, uint HashHigh, uint RelativeOffset);
}

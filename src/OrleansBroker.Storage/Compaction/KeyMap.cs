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
/// that n bytes hold n * 0.9 / 16 keys: 7.5 million in 128 MB. Single-threaded.
/// </remarks>
internal sealed class KeyMap
{
    public const int BytesPerSlot = 16;

    /// <summary>More offsets than this do not fit the slots' four bytes.</summary>
    public const long OffsetsMax = uint.MaxValue - 1L;

    private const double LoadMax = 0.9;

    private readonly Slot[] _slots;
    private readonly KeyHash _hash;
    private readonly long _baseOffset;

    /// <summary>Makes an empty map.</summary>
    /// <param name="keys">Keys that it is to hold: no more than there are offsets.</param>
    /// <param name="maxBytes">Most memory that it takes.</param>
    /// <param name="baseOffset">Lowest offset that is put.</param>
    /// <param name="hash">Hash with a secret of its own.</param>
    public KeyMap(long keys, long maxBytes, long baseOffset, KeyHash hash)
    {
        var slots = Math.Min((keys / LoadMax) + 2, maxBytes / BytesPerSlot);
        _slots = new Slot[(int)Math.Clamp(slots, 2, Array.MaxLength)];
        _hash = hash;
        _baseOffset = baseOffset;
        Capacity = Math.Max((int)(_slots.Length * LoadMax), 1);
    }

    /// <summary>Keys held.</summary>
    public int Count { get; private set; }

    /// <summary>Keys that fit.</summary>
    public int Capacity { get; }

    /// <summary>Notes the offset for the key, whose offsets come in ascending order; false when there is no
    /// room.</summary>
    public bool TryPut(ReadOnlySpan<byte> key, long offset)
    {
        Invariant.Check(offset >= _baseOffset, "offsets of a key map are not below its base");
        if (offset - _baseOffset >= OffsetsMax)
        {
            return false;
        }

        ref var slot = ref Find(key, out var found);
        if (slot.RelativeOffset == 0)
        {
            if (Count == Capacity)
            {
                return false;
            }

            Count++;
        }

        slot = found with { RelativeOffset = (uint)(offset - _baseOffset + 1) };
        return true;
    }

    /// <summary>The key's last offset, or -1 when it was not put.</summary>
    public long LastOffset(ReadOnlySpan<byte> key)
    {
        var relativeOffset = Find(key, out _).RelativeOffset;
        return relativeOffset == 0 ? -1 : _baseOffset + relativeOffset - 1;
    }

    /// <summary>The slot that holds the key, or the empty one where it belongs.</summary>
    private ref Slot Find(ReadOnlySpan<byte> key, out Slot wanted)
    {
        var (low, high) = _hash.Of(key);
        wanted = new Slot(low, (uint)high, 0);
        var index = (int)Math.BigMul(low, (ulong)_slots.Length, out _);
        while (true)
        {
            ref var slot = ref _slots[index];
            if (slot.RelativeOffset == 0 || (slot.HashLow == wanted.HashLow && slot.HashHigh == wanted.HashHigh))
            {
                return ref slot;
            }

            index = index + 1 == _slots.Length ? 0 : index + 1;
        }
    }

    [StructLayout(LayoutKind.Sequential, Pack = 4)]
    private readonly record struct Slot(ulong HashLow, uint HashHigh, uint RelativeOffset);
}

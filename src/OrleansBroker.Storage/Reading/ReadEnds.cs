namespace OrleansBroker.Storage.Reading;

/// <summary>
/// Where the latest reads of one log ended: who reads on from there needs no index, which may have to be waited for.
/// Thread-safe without a lock; a read that finds its place taken by another only looks into the index again.
/// </summary>
internal sealed class ReadEnds
{
    /// <summary>Twice the consumers that read old data of one partition at the same time, in all but rare
    /// cases.</summary>
    private const int SlotBits = 4;

    private readonly ReadEnd?[] _slots = new ReadEnd?[1 << SlotBits];

    public void Add(ReadEnd end) => Volatile.Write(ref Slot(end.NextOffset), end);

    public ReadEnd? Find(long offset) =>
        Volatile.Read(ref Slot(offset)) is { } end && end.NextOffset == offset ? end : null;

    // Consumers keep steps of similar length, so the low bits alone would often meet: the golden ratio spreads them.
    private ref ReadEnd? Slot(long offset) =>
        ref _slots[(int)(((ulong)offset * 0x9E3779B97F4A7C15) >> (64 - SlotBits))];
}

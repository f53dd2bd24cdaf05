namespace OrleansBroker.Storage.Segments;

/// <summary>Offsets that batches may have: from the first up to, and without, the second.</summary>
internal readonly record struct OffsetBounds(long Min, long Max)
{
    public static OffsetBounds From(long min) => new(min, long.MaxValue);
}

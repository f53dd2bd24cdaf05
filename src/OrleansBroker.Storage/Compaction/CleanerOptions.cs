namespace OrleansBroker.Storage.Compaction;

/// <summary>How a data folder's cleaner is run. Every number is a bound with its reason.</summary>
public sealed record CleanerOptions
{
    /// <summary><c>log.cleaner.threads</c>: logs that are cleaned side by side; 0 cleans on the timer's own thread,
    /// for simulations. One thread keeps up with what one disk takes.</summary>
    public int Threads { get; init; } = 1;

    /// <summary><c>log.cleaner.backoff.ms</c>: how often it is looked for something to clean.</summary>
    public TimeSpan Backoff { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary><c>log.cleaner.dedupe.buffer.size</c>: most memory of the key maps of all threads together. A map is
    /// made only as large as the part to be cleaned needs; what does not fit is left to the next round.</summary>
    public long DedupeBufferBytes { get; init; } = 128L << 20;

    /// <summary><c>log.cleaner.io.buffer.size</c>: bytes that all threads together gather before they write. Reading
    /// takes a megabyte a thread beside it, and a batch that is larger than either gets its own buffer.</summary>
    public int IoBufferBytes { get; init; } = 512 << 10;

    /// <summary><c>log.cleaner.io.max.bytes.per.second</c>: most bytes read and written, together, by all threads; 0
    /// is without limit.</summary>
    public long BytesPerSecond { get; init; }

    internal long MapBytesPerThread => DedupeBufferBytes / Math.Max(Threads, 1);

    internal int WriteBytesPerThread => IoBufferBytes / Math.Max(Threads, 1);
}

namespace OrleansBroker.Storage.Compaction;

/// <summary>How a data folder's cleaner is run. Every number is a bound with its reason.</summary>
public sealed record CleanerOptions
{
    /// <summary><c>log.cleaner.threads</c>: 1, or 0 to clean on the timer's own thread, for simulations. One thread
    /// keeps up with what one disk takes.</summary>
    public int Threads { get; init; } = 1;

    /// <summary><c>log.cleaner.backoff.ms</c>: how often it is looked for something to clean.</summary>
    public TimeSpan Backoff { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary><c>log.cleaner.dedupe.buffer.size</c>: most memory of a key map, which is made only as large as the
    /// part to be cleaned needs. What does not fit is left to the next round.</summary>
    public long DedupeBufferBytes { get; init; } = 128L << 20;

    /// <summary><c>log.cleaner.io.max.bytes.per.second</c>: most bytes read and written, together; 0 is without
    /// limit.</summary>
    public long BytesPerSecond { get; init; }
}

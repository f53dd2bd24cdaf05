using System.Numerics;

namespace OrleansBroker.Storage.Tail;

/// <summary>
/// The newest batches of one log in memory, so that consumers at the end of the log cost no system call.
/// </summary>
/// <remarks>
/// Changed by the holder of the log's write lock; read by anyone. A batch is copied once, into a chunk, and the file
/// is written from there: one contiguous write, after which the frame that brought the batch is free.
/// </remarks>
internal sealed class LogTail(TailCache cache)
{
    private const int SmallestChunk = 16 << 10;
    private const int LargestChunk = 1 << 20;

    private TailCache _cache = cache;
    private volatile TailChunk[] _chunks = [];

    /// <summary>The chunk in which a batch of this size is placed next, pinned.</summary>
    public TailChunk Open(int size, long offset)
    {
        var chunks = _chunks;
        if (chunks is [.., var current] && current.HasRoom(size) && current.TryPin())
        {
            return current;
        }

        // Chunks double, so that a log with a trickle of data holds little and a busy one seldom starts a new chunk.
        var wanted = chunks is [.., var last] && !last.IsEvicted ? last.Capacity * 2L : SmallestChunk;
        var capacity = Math.Max((int)BitOperations.RoundUpToPowerOf2((uint)size), (int)Math.Min(wanted, LargestChunk));
        var chunk = _cache.Create(capacity > 0 ? capacity : size, offset);
        _chunks = [.. Array.FindAll(chunks, static earlier => !earlier.IsEvicted), chunk];
        return chunk;
    }

    /// <summary>
    /// Takes chunks from another folder's memory. The old ones go: two caches would evict later batches before earlier
    /// ones, and a read would pass over them as over offsets that are missing.
    /// </summary>
    public void MoveTo(TailCache other)
    {
        Clear();
        _cache = other;
    }

    /// <summary>Reads from memory; false when the offset is no longer, or not yet, there.</summary>
    public bool TryRead(long offset, int maxBytes, long upperBound, bool atLeastOneBatch, out LogRead read)
    {
        var chunks = _chunks;
        for (var index = chunks.Length - 1; index >= 0; index--)
        {
            if (chunks[index].FirstOffset <= offset)
            {
                return TryRead(chunks, index, offset, maxBytes, upperBound, atLeastOneBatch, out read);
            }
        }

        read = default;
        return false;
    }

    /// <summary>Forgets the chunks that begin below the offset: the log was compacted up to there, and its index of
    /// aborted transactions fits what the files hold now.</summary>
    public void ForgetBelow(long offset)
    {
        foreach (var chunk in _chunks)
        {
            if (chunk.FirstOffset < offset)
            {
                chunk.Evict();
            }
        }
    }

    /// <summary>Forgets everything: the log was cut, or is closed.</summary>
    public void Clear()
    {
        var chunks = _chunks;
        _chunks = [];
        foreach (var chunk in chunks)
        {
            chunk.Evict();
        }
    }

    private static bool TryRead(
        TailChunk[] chunks, int index, long offset, int maxBytes, long upperBound, bool atLeastOneBatch,
        out LogRead read)
    {
        // Where offsets are missing between two chunks, the next batch is the first one of the later chunk.
        for (; index < chunks.Length; index++)
        {
            var chunk = chunks[index];
            if (!chunk.TryPin())
            {
                break;
            }

            if (chunk.TryRead(offset, maxBytes, upperBound, atLeastOneBatch, out read))
            {
                return true;
            }

            chunk.Unpin();
        }

        read = default;
        return false;
    }
}

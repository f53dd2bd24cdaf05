using OrleansBroker.Protocol.Buffers;

namespace OrleansBroker.Storage.Tail;

/// <summary>
/// The memory of all log tails of a folder, bounded: the oldest chunk goes first, whichever log it belongs to, so
/// that busy logs take over what idle ones held. Thread-safe.
/// </summary>
internal sealed class TailCache(long maxBytes) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Queue<TailChunk> _chunks = new();
    private long _bytes;

    /// <summary>Bytes held by chunks now.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Makes an empty chunk, pinned for the caller.</summary>
    public TailChunk Create(int capacity, long firstOffset)
    {
        var chunk = new TailChunk(SharedBufferPool.Default.Rent(capacity), firstOffset);
        Invariant.Check(chunk.TryPin(), "a new chunk can be pinned");
        lock (_lock)
        {
            _chunks.Enqueue(chunk);
            _bytes += capacity;
            while (_bytes > maxBytes && _chunks.TryDequeue(out var oldest))
            {
                _bytes -= oldest.Capacity;
                oldest.Evict();
            }
        }

        return chunk;
    }

    public void Dispose()
    {
        lock (_lock)
        {
            while (_chunks.TryDequeue(out var chunk))
            {
                chunk.Evict();
            }

            _bytes = 0;
        }
    }
}

using System.Collections.Concurrent;
using Orleans.InProcess.Calls;

namespace Orleans.InProcess.Cluster;

/// <summary>
/// One direction between two silos, or a client and a silo. Messages are serialized one after another by a loop; what
/// was read on the other side is handed to the pool, so calls may overtake each other, as they do over a real
/// connection. Thread-safe.
/// </summary>
internal sealed class Link(CallRouter receiver) : IThreadPoolWorkItem
{
    private readonly ConcurrentQueue<Message> _queue = new();
    private int _waiting;
    private volatile bool _closed;

    public void Post(Message message)
    {
        _queue.Enqueue(message);
        if (Interlocked.Increment(ref _waiting) == 1)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    /// <summary>One side is gone: what is queued, and what comes, is lost.</summary>
    public void Close() => _closed = true;

    void IThreadPoolWorkItem.Execute()
    {
        do
        {
            if (_queue.TryDequeue(out var message) && !_closed)
            {
                Transmit(message);
            }
        }
        while (Interlocked.Decrement(ref _waiting) > 0);
    }

    private void Transmit(Message message)
    {
        try
        {
            var bytes = message.Serialize();
            ThreadPool.UnsafeQueueUserWorkItem(
                static delivery => Deliver(delivery.receiver, delivery.message, delivery.bytes),
                (receiver, message, bytes),
                preferLocal: false);
        }
        catch (Exception exception)
        {
            message.Fail(exception);
        }
    }

    private static void Deliver(CallRouter receiver, Message message, byte[] bytes)
    {
        try
        {
            message.Deliver(receiver, bytes);
        }
        catch (Exception exception)
        {
            message.Fail(exception);
        }
    }
}

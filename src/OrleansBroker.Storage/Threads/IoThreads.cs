using Microsoft.Extensions.Logging;

namespace OrleansBroker.Storage.Threads;

/// <summary>
/// A few threads that run blocking file work in order of arrival, so that no pool thread ever waits for a disk.
/// </summary>
/// <remarks>
/// Thread-safe. The queue needs no bound of its own: every poster (a partition's append queue, a log's flush, a fetch
/// in flight) has at most one work item in it and is itself counted.
/// </remarks>
public sealed partial class IoThreads : IDisposable
{
    private readonly Queue<IIoWork> _queue = new();
    private readonly Thread[] _threads;
    private readonly ILogger _logger;
    private bool _stopping;

    /// <summary>Starts the threads.</summary>
    /// <param name="name">Name of the threads, for dumps and traces.</param>
    /// <param name="count">Number of threads; with 0, work runs on the thread that posts it: for simulations.</param>
    /// <param name="logger">Receives what a work item failed to handle.</param>
    public IoThreads(string name, int count, ILogger logger)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        _logger = logger;
        _threads = new Thread[count];
        for (var index = 0; index < count; index++)
        {
            _threads[index] = new Thread(Run) { IsBackground = true, Name = $"{name}-{index}" };
            _threads[index].Start();
        }
    }

    /// <summary>Queues the work; after <see cref="Dispose"/> it is refused.</summary>
    /// <exception cref="ObjectDisposedException">The threads are stopping.</exception>
    public void Post(IIoWork work)
    {
        lock (_queue)
        {
            ObjectDisposedException.ThrowIf(_stopping, this);
            if (_threads.Length > 0)
            {
                _queue.Enqueue(work);
                Monitor.Pulse(_queue);
                return;
            }
        }

        Execute(work);
    }

    /// <summary>Runs what is queued, then ends the threads. Not to be called from one of them.</summary>
    public void Dispose()
    {
        lock (_queue)
        {
            _stopping = true;
            Monitor.PulseAll(_queue);
        }

        foreach (var thread in _threads)
        {
            thread.Join();
        }
    }

    private void Run()
    {
        while (Next() is { } work)
        {
            Execute(work);
        }
    }

    private void Execute(IIoWork work)
    {
        try
        {
            work.Execute();
        }
        catch (Exception failure)
        {
            LogFailure(failure);
        }
    }

    private IIoWork? Next()
    {
        lock (_queue)
        {
            IIoWork? work;
            while (!_queue.TryDequeue(out work) && !_stopping)
            {
                Monitor.Wait(_queue);
            }

            return work;
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "A storage work item failed.")]
    private partial void LogFailure(Exception failure);
}

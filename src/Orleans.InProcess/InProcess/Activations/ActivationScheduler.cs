using Orleans.Runtime;

namespace Orleans.InProcess.Activations;

/// <summary>
/// Runs the tasks of one activation one at a time, on pool threads: the continuation of an await in a grain comes back
/// here. Thread-safe.
/// </summary>
internal sealed class ActivationScheduler(IGrainContext context) : TaskScheduler, IThreadPoolWorkItem
{
    // After this many tasks the thread goes back to the pool, so that one busy grain does not keep it from the others.
    private const int TasksPerTurnOfThread = 64;

    private readonly Lock _lock = new();
    private readonly Queue<Task> _tasks = new();
    private bool _isScheduled;

    public override int MaximumConcurrencyLevel => 1;

    void IThreadPoolWorkItem.Execute()
    {
        var outer = RuntimeContext.Current;
        RuntimeContext.Current = context;
        try
        {
            for (var i = 0; i < TasksPerTurnOfThread && TryDequeue(out var task); i++)
            {
                TryExecuteTask(task);
            }
        }
        finally
        {
            RuntimeContext.Current = outer;
        }

        ContinueOrRest();
    }

    protected override void QueueTask(Task task)
    {
        lock (_lock)
        {
            _tasks.Enqueue(task);
            if (_isScheduled)
            {
                return;
            }

            _isScheduled = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && ReferenceEquals(RuntimeContext.Current, context) && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_lock)
        {
            return [.. _tasks];
        }
    }

    private bool TryDequeue(out Task task)
    {
        lock (_lock)
        {
            return _tasks.TryDequeue(out task!);
        }
    }

    private void ContinueOrRest()
    {
        lock (_lock)
        {
            if (_tasks.Count == 0)
            {
                _isScheduled = false;
                return;
            }
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }
}

using System.Runtime.ExceptionServices;

namespace OrleansBroker.LoadTest.Load;

/// <summary>The threads of a run. When one fails, the run fails with its exception once all have ended.</summary>
internal sealed class LoadThreads
{
    private readonly List<Thread> _threads = [];
    private ExceptionDispatchInfo? _failure;

    public void Start(string name, Action work)
    {
        var thread = new Thread(() => Guard(work)) { Name = name, IsBackground = true };
        _threads.Add(thread);
        thread.Start();
    }

    public void Join()
    {
        foreach (var thread in _threads)
        {
            thread.Join();
        }

        _failure?.Throw();
    }

    private void Guard(Action work)
    {
        try
        {
            work();
        }
        catch (Exception failure)
        {
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(failure), null);
        }
    }
}

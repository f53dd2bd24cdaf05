namespace Orleans.InProcess.Hosting;

/// <summary>
/// Observers by stage: started from the lowest stage up, stopped from the highest that was started down, those of one
/// stage at the same time. Subscribing ends with the start.
/// </summary>
internal sealed class StageList
{
    private readonly List<Entry> _entries = [];
    private int? _highest;

    public IDisposable Add(int stage, ILifecycleObserver observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        if (_highest is not null)
        {
            throw new InvalidOperationException("Lifecycle has already been started.");
        }

        var entry = new Entry(stage, observer);
        _entries.Add(entry);
        return entry;
    }

    public async Task StartAsync(CancellationToken cancellation, Action<int> onStage)
    {
        if (_highest is not null)
        {
            throw new InvalidOperationException("Lifecycle has already been started.");
        }

        foreach (var stage in _entries.GroupBy(entry => entry.Stage).OrderBy(group => group.Key))
        {
            cancellation.ThrowIfCancellationRequested();
            _highest = stage.Key;
            await Task.WhenAll(stage.Select(entry => CallAsync(entry.Observer, o => o.OnStart(cancellation))));
            onStage(stage.Key);
        }
    }

    /// <summary>Every started stage is stopped, also after one that failed.</summary>
    public async Task StopAsync(CancellationToken cancellation, Action<int, Exception> onFailure, Action<int> onStage)
    {
        var started = _entries.Where(entry => entry.Stage <= _highest);
        foreach (var stage in started.GroupBy(entry => entry.Stage).OrderByDescending(group => group.Key))
        {
            try
            {
                await Task.WhenAll(stage.Select(entry => CallAsync(entry.Observer, o => o.OnStop(cancellation))));
            }
            catch (Exception exception)
            {
                onFailure(stage.Key, exception);
            }

            onStage(stage.Key);
        }
    }

    // An observer that throws before its first await must not keep the others of its stage from running.
    private static async Task CallAsync(ILifecycleObserver? observer, Func<ILifecycleObserver, Task> call)
    {
        if (observer is not null)
        {
            await call(observer);
        }
    }

    private sealed class Entry(int stage, ILifecycleObserver observer) : IDisposable
    {
        public int Stage => stage;

        public ILifecycleObserver? Observer { get; private set; } = observer;

        public void Dispose() => Observer = null;
    }
}

namespace Orleans;

/// <summary>Takes part in one stage. Observers of one stage run at the same time.</summary>
public interface ILifecycleObserver
{
    Task OnStart(CancellationToken cancellationToken = default);

    /// <summary>Called only for stages that were started; a cancelled token means: stop without ceremony.</summary>
    Task OnStop(CancellationToken cancellationToken = default);
}

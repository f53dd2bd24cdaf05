namespace Orleans;

/// <summary>Something with numbered stages: lower ones start first and stop last.</summary>
public interface ILifecycleObservable
{
    /// <summary>
    /// Takes part in a stage; dispose the result to leave it. Throws once the first stage has started.
    /// </summary>
    IDisposable Subscribe(string observerName, int stage, ILifecycleObserver observer);
}

using System.Collections.Concurrent;

namespace Orleans.Contracts.Tests.Support;

/// <summary>
/// Lets a test hold a grain, which lives in the same process: the grain says that it arrived and waits.
/// </summary>
internal sealed class Gate
{
    private static readonly ConcurrentDictionary<string, Gate> All = new();

    private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Arrived => _arrived.Task.WaitAsync(TimeSpan.FromSeconds(30));

    public static Gate Of(string name) => All.GetOrAdd(name, _ => new Gate());

    public Task PassAsync()
    {
        _arrived.TrySetResult();
        return _open.Task;
    }

    public void Open() => _open.TrySetResult();
}

using Orleans.InProcess.Hosting;
using Orleans.Runtime;

namespace Orleans.InProcess.Activations;

/// <summary>The stages of one activation. Single-threaded: used in its turns.</summary>
internal sealed class GrainLifecycle : IGrainLifecycle
{
    private readonly StageList _stages = new();

    public IDisposable Subscribe(string observerName, int stage, ILifecycleObserver observer) =>
        _stages.Add(stage, observer);

    public Task StartAsync(CancellationToken cancellation) => _stages.StartAsync(cancellation, _ => { });

    public async Task StopAsync(CancellationToken cancellation)
    {
        List<Exception> failures = [];
        await _stages.StopAsync(cancellation, (_, failure) => failures.Add(failure), _ => { });
        if (failures.Count > 0)
        {
            throw new AggregateException(failures);
        }
    }
}

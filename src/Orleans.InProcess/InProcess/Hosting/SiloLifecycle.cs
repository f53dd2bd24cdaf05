using Microsoft.Extensions.Logging;
using Orleans.InProcess.Activations;
using Orleans.Runtime;

namespace Orleans.InProcess.Hosting;

/// <summary>The stages of a silo. Subscribing is for the time before the start; the rest is one thread's.</summary>
internal sealed class SiloLifecycle(ILogger<SiloLifecycle> logger) : ISiloLifecycle
{
    private readonly StageList _stages = new();

    public int HighestCompletedStage { get; private set; } = int.MinValue;

    public int LowestStoppedStage { get; private set; } = int.MaxValue;

    public IDisposable Subscribe(string observerName, int stage, ILifecycleObserver observer) =>
        _stages.Add(stage, observer);

    public Task StartAsync(CancellationToken cancellation) =>
        _stages.StartAsync(cancellation, stage => HighestCompletedStage = stage);

    public Task StopAsync(CancellationToken cancellation) => _stages.StopAsync(
        cancellation, (stage, exception) => logger.StopStageFailed(exception, stage), stage =>
            LowestStoppedStage = stage);
}

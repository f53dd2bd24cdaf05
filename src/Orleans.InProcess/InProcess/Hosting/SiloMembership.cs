using Orleans.InProcess.Cluster;
using Orleans.Runtime;

namespace Orleans.InProcess.Hosting;

/// <summary>
/// Moves the silo through its statuses as its stages start and stop, and ends its activations on the way out.
/// </summary>
internal sealed class SiloMembership(InProcessCluster cluster, SiloRuntime silo, ILocalSiloDetails details)
    : ILifecycleParticipant<ISiloLifecycle>
{
    private ITimer? _collector;

    public void Participate(ISiloLifecycle lifecycle)
    {
        cluster.SetStatus(silo.Address, details.Name, SiloStatus.Created);
        lifecycle.Subscribe<SiloMembership>(ServiceLifecycleStage.AfterRuntimeGrainServices, JoinAsync, LeaveAsync);
        lifecycle.Subscribe<SiloMembership>(ServiceLifecycleStage.GrainDeactivation, StartCollectingAsync,
            DeactivateAsync);
        lifecycle.Subscribe<SiloMembership>(ServiceLifecycleStage.BecomeActive, BecomeActiveAsync, BeginLeavingAsync);
    }

    private Task JoinAsync(CancellationToken cancellation)
    {
        cluster.Attach(silo);
        return SetStatus(SiloStatus.Joining);
    }

    private Task BecomeActiveAsync(CancellationToken cancellation) => SetStatus(SiloStatus.Active);

    // With its token cancelled this is a crash: the others see the silo dead before anything on it ends.
    private Task BeginLeavingAsync(CancellationToken cancellation) =>
        SetStatus(cancellation.IsCancellationRequested ? SiloStatus.Dead : SiloStatus.ShuttingDown);

    private Task StartCollectingAsync(CancellationToken cancellation)
    {
        var options = silo.Collection;
        if (options.CollectionAge <= options.CollectionQuantum)
        {
            throw new OrleansConfigurationException(
                $"GrainCollectionOptions: CollectionAge, {options.CollectionAge}, must be more than"
                + $" CollectionQuantum, {options.CollectionQuantum}.");
        }

        _collector = silo.Time.CreateTimer(
            _ => silo.Activations.CollectIdle(options.CollectionAge), null, options.CollectionQuantum,
                options.CollectionQuantum);
        return Task.CompletedTask;
    }

    private async Task DeactivateAsync(CancellationToken cancellation)
    {
        await _collector!.DisposeAsync();
        await silo.Activations.DeactivateAllAsync(cancellation);
    }

    private Task LeaveAsync(CancellationToken cancellation) => SetStatus(SiloStatus.Dead);

    private Task SetStatus(SiloStatus status)
    {
        cluster.SetStatus(silo.Address, details.Name, status);
        return Task.CompletedTask;
    }
}

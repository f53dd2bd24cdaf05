using System.Collections.Concurrent;
using Orleans.InProcess.Cluster;
using Orleans.Runtime;

namespace Orleans.InProcess.Activations;

/// <summary>The activations of one silo. Thread-safe.</summary>
internal sealed class ActivationTable(SiloRuntime silo)
{
    private readonly ConcurrentDictionary<GrainId, Activation> _activations = new();
    private readonly Lock _creating = new();

    public Activation? Find(GrainId grainId) => _activations.GetValueOrDefault(grainId);

    public Activation GetOrCreate(GrainId grainId)
    {
        if (Find(grainId) is { } found)
        {
            return found;
        }

        lock (_creating)
        {
            return _activations.GetOrAdd(grainId,
                static (id, silo) => new Activation(silo, GrainClasses.Of(id.Type), id), silo);
        }
    }

    public void Remove(Activation activation) => _activations.TryRemove(new(activation.GrainId, activation));

    public void CollectIdle(TimeSpan age)
    {
        foreach (var activation in _activations.Values)
        {
            activation.CollectIfIdle(age);
        }
    }

    /// <summary>Ends every activation, and those that calls make meanwhile.</summary>
    public async Task DeactivateAllAsync(CancellationToken cancellation)
    {
        while (!_activations.IsEmpty)
        {
            var activations = _activations.Values.ToList();
            activations.ForEach(a => a.Deactivate(new(DeactivationReasonCode.ShuttingDown, "The silo stops."),
                cancellation));
            await Task.WhenAll(activations.Select(a => a.Deactivated)).WaitAsync(cancellation);
        }
    }
}

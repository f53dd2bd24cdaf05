using Orleans;
using OrleansBroker.Abstractions;
using OrleansBroker.Abstractions.Commands;

namespace OrleansBroker.Grains.Admin;

/// <summary>
/// Producer ids for the idempotent producers of this silo, from blocks that the controller has stored before it
/// hands them out: no id is ever given twice. Thread-safe.
/// </summary>
public sealed class ProducerIdSource(IGrainFactory grains)
{
    private readonly SemaphoreSlim _gate = new(1);
    private ProducerIdBlock _block = new();
    private int _used;

    /// <summary>
    /// The next producer id. Throws what the call to the controller throws when a new block is needed.
    /// </summary>
    public async ValueTask<long> NextAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_used == _block.Count)
            {
                _block = await grains.GetGrain<IControllerGrain>(IControllerGrain.Key).AllocateProducerIds();
                _used = 0;
            }

            return _block.First + _used++;
        }
        finally
        {
            _gate.Release();
        }
    }
}

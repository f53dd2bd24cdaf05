using System.Collections.Concurrent;
using Orleans.Contracts.Tests.Support;
using Orleans.Runtime;

namespace Orleans.Contracts.Tests.Activations;

[Pinned]
public sealed class LifeGrain(ILocalSiloDetails silo) : LifeBase(silo), ILife;

[Pinned, KeepAlive]
public sealed class KeptLifeGrain(ILocalSiloDetails silo) : LifeBase(silo), IKeptLife;

public abstract class LifeBase(ILocalSiloDetails silo) : Grain
{
    private readonly Guid _activation = Guid.NewGuid();
    private bool _isActivated;

    public static ConcurrentDictionary<string, TaskCompletionSource<DeactivationReasonCode>> Ended { get; } = new();

    public static Task<DeactivationReasonCode> EndOf(string key) => Ended.GetOrAdd(key, _ => new()).Task;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        _isActivated = true;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Ended.GetOrAdd(this.GetPrimaryKeyString(), _ => new()).TrySetResult(reason.ReasonCode);
        return Task.CompletedTask;
    }

    public Task<Guid> Activation() =>
        _isActivated ? Task.FromResult(_activation) : throw new InvalidOperationException("Not activated yet.");

    public Task<string> Where() => Task.FromResult(silo.Name);

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public async Task<Guid> Hold(string gate)
    {
        await Gate.Of(gate).PassAsync();
        return _activation;
    }
}

[Pinned]
public sealed class BrokenLifeGrain : Grain, IBrokenLife
{
    public override Task OnActivateAsync(CancellationToken cancellationToken) =>
        throw new InvalidOperationException("Broken on purpose.");

    public Task Nothing() => Task.CompletedTask;
}

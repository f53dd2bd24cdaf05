using Orleans.Concurrency;
using Orleans.Contracts.Tests.Support;
using Orleans.Runtime;

namespace Orleans.Contracts.Tests.Activations;

public interface IInterleavedLife : ILifeCalls;

/// <summary>Can be told to leave while a call is running.</summary>
[Pinned, Reentrant]
public sealed class InterleavedLifeGrain(ILocalSiloDetails silo) : LifeBase(silo), IInterleavedLife;

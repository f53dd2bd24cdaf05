namespace Orleans.Contracts.Tests.Calls;

public interface INumbered : IGrainWithIntegerKey
{
    Task<long> Key();
}

public interface INumberedPair : IGrainWithIntegerCompoundKey
{
    Task<(long, string?)> Key();
}

public interface IGuided : IGrainWithGuidKey
{
    Task<Guid> Key();
}

public interface IGuidedPair : IGrainWithGuidCompoundKey
{
    Task<(Guid, string?)> Key();
}

public sealed class NumberedGrain : Grain, INumbered
{
    public Task<long> Key() => Task.FromResult(this.GetPrimaryKeyLong());
}

public sealed class NumberedPairGrain : Grain, INumberedPair
{
    public Task<(long, string?)> Key() => Task.FromResult((this.GetPrimaryKeyLong(out var extension), extension));
}

public sealed class GuidedGrain : Grain, IGuided
{
    public Task<Guid> Key() => Task.FromResult(this.GetPrimaryKey());
}

public sealed class GuidedPairGrain : Grain, IGuidedPair
{
    public Task<(Guid, string?)> Key() => Task.FromResult((this.GetPrimaryKey(out var extension), extension));
}

using Orleans.Concurrency;

namespace Orleans.Contracts.Tests.Calls;

public interface IEcho : IGrainWithStringKey
{
    Task<string> Where();

    Task<int> Add(int a, int b);

    ValueTask<string> Join(string a, string b);

    Task Nothing();

    Task<Mutable> ChangeAndKeep(Mutable value);

    Task<Mutable> Kept();

    Task<bool> IsSame(Frozen value);

    Task<Frozen> Give();

    Task<bool> IsSameArray([Immutable] byte[] value);

    Task<byte[]> Bytes(byte[] value);

    Task<ReadOnlyMemory<byte>> Memory(ReadOnlyMemory<byte> value);

    Task<Everything> All(Everything value);

    Task<object?> Any(object? value);

    Task Throw(string message);

    Task ThrowOwn(int code);

    Task ThrowUnmarked();

    Task<string> CallOther(IEcho other);

    Task<IEcho> Self();

    [ResponseTimeout("00:00:01")]
    Task Slow(string gate);

    Task<int> SlowCalls();

    Task<string> Wait(string gate, CancellationToken cancellation);

    [OneWay]
    Task Tell(string gate);
}

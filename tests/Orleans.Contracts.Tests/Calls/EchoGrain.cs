using Orleans.Contracts.Tests.Support;
using Orleans.Runtime;

namespace Orleans.Contracts.Tests.Calls;

[Pinned]
public sealed class EchoGrain(ILocalSiloDetails silo) : Grain, IEcho
{
    private static byte[]? _lastSeen;

    private Mutable? _kept;
    private int _slowCalls;

    public static void Remember(byte[] bytes) => _lastSeen = bytes;

    public Task<string> Where() => Task.FromResult(silo.Name);

    public Task<int> Add(int a, int b) => Task.FromResult(a + b);

    public ValueTask<string> Join(string a, string b) => new(a + b);

    public Task Nothing() => Task.CompletedTask;

    public Task<Mutable> ChangeAndKeep(Mutable value)
    {
        value.Numbers.Add(-1);
        _kept = value;
        return Task.FromResult(value);
    }

    public Task<Mutable> Kept() => Task.FromResult(_kept!);

    public Task<bool> IsSame(Frozen value) => Task.FromResult(ReferenceEquals(value.Bytes, _lastSeen));

    public Task<Frozen> Give() => Task.FromResult(new Frozen(_lastSeen!));

    public Task<bool> IsSameArray(byte[] value) => Task.FromResult(ReferenceEquals(value, _lastSeen));

    public Task<byte[]> Bytes(byte[] value)
    {
        value[0]++;
        return Task.FromResult(value);
    }

    public Task<ReadOnlyMemory<byte>> Memory(ReadOnlyMemory<byte> value) => Task.FromResult(value);

    public Task<Everything> All(Everything value) => Task.FromResult(value);

    public Task<object?> Any(object? value) => Task.FromResult(value);

    public Task Throw(string message) => throw new InvalidOperationException(message);

    public async Task ThrowOwn(int code)
    {
        await Task.Yield();
        throw new OwnException("own", code);
    }

    public Task ThrowUnmarked() => throw new UnmarkedException("unmarked");

    public Task<string> CallOther(IEcho other) => other.Where();

    public Task<IEcho> Self() => Task.FromResult(this.AsReference<IEcho>());

    public async Task Slow(string gate)
    {
        await Gate.Of(gate).PassAsync();
        _slowCalls++;
    }

    public Task<int> SlowCalls() => Task.FromResult(_slowCalls);

    public async Task<string> Wait(string gate, CancellationToken cancellation)
    {
        var held = Gate.Of(gate).PassAsync();
        try
        {
            await held.WaitAsync(cancellation);
            return "passed";
        }
        catch (OperationCanceledException)
        {
            _ = Gate.Of(gate + "/cancelled").PassAsync();
            throw;
        }
    }

    public Task Tell(string gate)
    {
        _ = Gate.Of(gate).PassAsync();
        throw new InvalidOperationException("Nobody hears this.");
    }
}

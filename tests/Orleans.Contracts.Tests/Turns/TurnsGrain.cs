using Orleans.Concurrency;
using Orleans.Contracts.Tests.Support;

namespace Orleans.Contracts.Tests.Turns;

[Pinned]
public sealed class TurnsGrain : TurnsBase, ITurns;

[Pinned, Reentrant]
public sealed class ReentrantTurnsGrain : TurnsBase, IReentrantTurns;

public abstract class TurnsBase : Grain
{
    private int _inside;
    private int _most;
    private int _inTurn;

    public async Task Enter(string gate)
    {
        _most = Math.Max(_most, ++_inside);
        await Gate.Of(gate).PassAsync();
        _inside--;
    }

    public Task<int> Most() => Task.FromResult(_most);

    public Task EnterReading(string gate) => Enter(gate);

    public Task EnterAnyway(string gate) => Enter(gate);

    public async Task<bool> StaysInTurn()
    {
        var scheduler = TaskScheduler.Current;
        await Task.Yield();
        var afterYield = ReferenceEquals(scheduler, TaskScheduler.Current);
        await Task.Run(() => { });
        return afterYield && ReferenceEquals(scheduler, TaskScheduler.Current) && scheduler != TaskScheduler.Default;
    }

    /// <summary>How often another turn was running at the same time.</summary>
    public async Task<int> Race()
    {
        var collisions = 0;
        for (var i = 0; i < 100; i++)
        {
            collisions += Interlocked.Increment(ref _inTurn) == 1 ? 0 : 1;
            Thread.SpinWait(50);
            Interlocked.Decrement(ref _inTurn);
            await Task.Yield();
        }

        return collisions;
    }
}

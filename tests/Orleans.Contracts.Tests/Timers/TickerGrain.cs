using Orleans.Contracts.Tests.Support;
using Orleans.Runtime;

namespace Orleans.Contracts.Tests.Timers;

public interface ITicker : IGrainWithStringKey
{
    Task<bool> StartAndAwaitTicks(int count);

    Task<int> TicksDuringCall(bool interleave);

    Task<bool> SurvivesFailure();

    Task<bool> StopDuringTick(string gate);
}

/// <summary>Reentrant for ticks only by their own option: the class is not.</summary>
[Pinned, KeepAlive]
public sealed class TickerGrain : Grain, ITicker
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public async Task<bool> StartAndAwaitTicks(int count)
    {
        var scheduler = TaskScheduler.Current;
        var inTurn = true;
        var done = new TaskCompletionSource();
        using var timer = this.RegisterGrainTimer(
            () =>
            {
                inTurn &= ReferenceEquals(scheduler, TaskScheduler.Current);
                if (--count == 0)
                {
                    done.TrySetResult();
                }

                return Task.CompletedTask;
            },
            new GrainTimerCreationOptions(TimeSpan.Zero, Period) { Interleave = true });
        await done.Task.WaitAsync(Patience);
        return inTurn;
    }

    public async Task<int> TicksDuringCall(bool interleave)
    {
        var ticks = 0;
        using var timer = this.RegisterGrainTimer(
            () =>
            {
                ticks++;
                return Task.CompletedTask;
            },
            new GrainTimerCreationOptions(TimeSpan.Zero, Period) { Interleave = interleave });
        for (var i = 0; i < 10_000 && (ticks == 0 || !interleave); i++)
        {
            await Task.Run(() => Thread.SpinWait(2_000));
        }

        return ticks;
    }

    public async Task<bool> SurvivesFailure()
    {
        var ticks = 0;
        var done = new TaskCompletionSource();
        using var timer = this.RegisterGrainTimer(
            () =>
            {
                if (++ticks == 2)
                {
                    done.TrySetResult();
                }

                throw new InvalidOperationException("A tick fails.");
            },
            new GrainTimerCreationOptions(TimeSpan.Zero, Period) { Interleave = true });
        await done.Task.WaitAsync(Patience);
        return true;
    }

    public async Task<bool> StopDuringTick(string gate)
    {
        var cancelled = new TaskCompletionSource();
        var timer = this.RegisterGrainTimer(
            async token =>
            {
                await using var _ = token.Register(() => cancelled.TrySetResult());
                await Gate.Of(gate).PassAsync();
            },
            new GrainTimerCreationOptions(TimeSpan.Zero, Timeout.InfiniteTimeSpan) { Interleave = true });
        await Gate.Of(gate).Arrived;
        timer.Dispose();
        await cancelled.Task.WaitAsync(Patience);
        Gate.Of(gate).Open();
        return true;
    }
}

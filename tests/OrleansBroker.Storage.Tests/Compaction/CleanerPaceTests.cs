using OrleansBroker.Storage.Compaction;

namespace OrleansBroker.Storage.Tests.Compaction;

/// <summary>The clock jumps to where somebody waits for it: what passes is what was waited.</summary>
public class CleanerPaceTests
{
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(50);

    [Theory]
    [InlineData(100, 1_000, 10)]
    [InlineData(100_000, 1, 10)]
    [InlineData(2, 50_000, 10)]
    public void Bytes_take_their_time(int times, int bytes, int seconds)
    {
        var time = new JumpingTime();
        var pace = new CleanerPace(time, 10_000);

        for (var index = 0; index < times; index++)
        {
            pace.Spend(bytes);
        }

        Assert.InRange(time.Elapsed, TimeSpan.FromSeconds(seconds) - (2 * Slack), TimeSpan.FromSeconds(seconds));
    }

    [Fact]
    public void Time_that_was_not_used_is_not_saved_up()
    {
        var time = new JumpingTime();
        var pace = new CleanerPace(time, 10_000);
        time.Jump(TimeSpan.FromHours(1));

        pace.Spend(10_000);

        var waited = time.Elapsed - TimeSpan.FromHours(1);
        Assert.InRange(waited, TimeSpan.FromSeconds(1) - (2 * Slack), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void Without_a_limit_nobody_waits()
    {
        var time = new JumpingTime();

        new CleanerPace(time, 0).Spend(int.MaxValue);

        Assert.Equal(TimeSpan.Zero, time.Elapsed);
    }

    [Fact]
    public async Task All_threads_together_keep_the_limit()
    {
        var time = new JumpingTime();
        var pace = new CleanerPace(time, 10_000);

        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(
            () =>
            {
                for (var index = 0; index < 50; index++)
                {
                    pace.Spend(1_000);
                }
            },
            TestContext.Current.CancellationToken)));

        Assert.InRange(time.Elapsed, TimeSpan.FromSeconds(10) - (2 * Slack), TimeSpan.MaxValue);
    }

    [Fact]
    public async Task Who_waits_is_stopped()
    {
        var time = new StandingTime();
        var pace = new CleanerPace(time, 1);
        var spending = Task.Run(() => pace.Spend(1_000_000), TestContext.Current.CancellationToken);
        await time.Waits.Task.WaitAsync(TestContext.Current.CancellationToken);

        pace.Stop();

        await Assert.ThrowsAsync<OperationCanceledException>(() => spending);
    }

    private sealed class JumpingTime : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public TimeSpan Elapsed => TimeSpan.FromTicks(GetTimestamp());

        public override long GetTimestamp() => Interlocked.Read(ref _ticks);

        public void Jump(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);

        public override ITimer CreateTimer(
            TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Jump(dueTime);
            ThreadPool.QueueUserWorkItem(_ => callback(state));
            return new NoTimer();
        }
    }

    private sealed class StandingTime : TimeProvider
    {
        public TaskCompletionSource Waits { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override long GetTimestamp() => 0;

        public override ITimer CreateTimer(
            TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Waits.TrySetResult();
            return new NoTimer();
        }
    }

    private sealed class NoTimer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => false;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => default;
    }
}

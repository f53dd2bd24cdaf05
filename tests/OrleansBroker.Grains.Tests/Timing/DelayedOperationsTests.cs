using OrleansBroker.Grains.Tests.Kit;
using OrleansBroker.Grains.Timing;

namespace OrleansBroker.Grains.Tests.Timing;

public sealed class DelayedOperationsTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly DelayedOperations _delayed;

    public DelayedOperationsTests() => _delayed = new DelayedOperations(_time);

    public void Dispose() => _delayed.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(505)]
    [InlineData(30_000)]
    public void It_expires_when_its_time_has_passed_and_not_before(int delayMs)
    {
        var operation = new Probe();
        _time.Advance(TimeSpan.FromMilliseconds(3));
        _delayed.Add(operation, TimeSpan.FromMilliseconds(delayMs));

        _time.Advance(TimeSpan.FromMilliseconds(Math.Max(0, delayMs - 1)));
        Assert.Equal(0, operation.Expiries);
        _time.Advance(TimeSpan.FromMilliseconds(22));
        Assert.Equal(1, operation.Expiries);
    }

    [Fact]
    public void What_was_removed_does_not_expire()
    {
        var (removed, kept) = (new Probe(), new Probe());
        _delayed.Add(removed, TimeSpan.FromMilliseconds(100));
        _delayed.Add(kept, TimeSpan.FromMilliseconds(100));

        Assert.True(_delayed.Remove(removed));
        Assert.False(_delayed.Remove(removed));
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal((0, 1), (removed.Expiries, kept.Expiries));
        Assert.False(_delayed.Remove(kept));
    }

    [Fact]
    public void Random_additions_and_removals_expire_exactly_what_is_left()
    {
        var random = new Random(7);
        var expected = new List<Probe>();
        var removed = new List<Probe>();
        for (var step = 0; step < 2_000; step++)
        {
            var probe = new Probe();
            _delayed.Add(probe, TimeSpan.FromMilliseconds(random.Next(20_000)));
            (random.Next(3) == 0 ? removed : expected).Add(probe);
            _time.Advance(TimeSpan.FromMilliseconds(random.Next(5)));
            foreach (var gone in removed.Where(probe => probe.Expiries == 0))
            {
                _delayed.Remove(gone);
            }
        }

        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.All(expected, probe => Assert.Equal(1, probe.Expiries));
    }

    [Fact]
    public void The_timer_runs_only_while_something_waits()
    {
        Assert.Equal(0, _time.RunningTimers);
        _delayed.Add(new Probe(), TimeSpan.FromMilliseconds(50));
        Assert.Equal(1, _time.RunningTimers);
        _time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal(0, _time.RunningTimers);
    }

    [Fact]
    public void The_timer_sleeps_until_something_is_due()
    {
        _delayed.Add(new Probe(), TimeSpan.FromSeconds(60));
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.InRange(_time.FiredTimers, 0, 6);

        var sooner = new Probe();
        _delayed.Add(sooner, TimeSpan.FromMilliseconds(20));
        _time.Advance(TimeSpan.FromMilliseconds(40));
        Assert.Equal(1, sooner.Expiries);
    }

    private sealed class Probe : DelayedOperation
    {
        public int Expiries { get; private set; }

        protected internal override void OnExpired() => Expiries++;
    }
}

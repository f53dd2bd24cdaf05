using OrleansBroker.LoadTest.Load;

namespace OrleansBroker.LoadTest.Tests;

public class SendScheduleTests
{
    [Fact]
    public void An_open_loop_keeps_its_times_however_late_it_is()
    {
        var schedule = new SendSchedule(startNs: 1_000, requestsPerSecond: 1_000, phase: 0);

        Assert.Equal(1_000, schedule.NextNs(nowNs: 5_000_000_000));
        schedule.Advance();
        Assert.Equal(1_001_000, schedule.NextNs(nowNs: 5_000_000_000));
    }

    [Fact]
    public void Connections_are_out_of_phase()
    {
        var schedule = new SendSchedule(startNs: 0, requestsPerSecond: 1_000, phase: 0.5);

        Assert.Equal(500_000, schedule.NextNs(nowNs: 0));
    }

    [Fact]
    public void A_closed_loop_is_due_at_once()
    {
        var schedule = new SendSchedule(startNs: 0, requestsPerSecond: null, phase: 0);

        Assert.Equal(42, schedule.NextNs(nowNs: 42));
    }
}

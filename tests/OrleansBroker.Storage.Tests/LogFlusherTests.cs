using OrleansBroker.Storage.Tests.Kit;

namespace OrleansBroker.Storage.Tests;

public class LogFlusherTests
{
    /// <summary>What a roll asks for; on a machine with more threads, appends have gone on by then.</summary>
    [Fact]
    public async Task A_flush_of_sealed_segments_promises_nothing_of_the_active_one()
    {
        var simulated = await new SimulatedLog(new LogConfig { SegmentBytes = 300 }).OpenAsync();
        var log = simulated.Log;
        while (log.Segments.All.Length < 2)
        {
            simulated.Append(Batches.Of(new string('x', 100)));
        }

        var active = log.Segments.Active;
        Assert.InRange(active.BaseOffset, 1, log.LogEndOffset - 1);

        log.Flusher.FlushNow(withActive: false);
        Assert.Equal(active.BaseOffset, log.FlushedEndOffset);

        log.Flusher.FlushNow(withActive: true);
        Assert.Equal(log.LogEndOffset, log.FlushedEndOffset);
    }

    /// <summary>A topic is deleted while a producer waits for its flush: no disk has failed.</summary>
    [Fact]
    public async Task A_flush_that_comes_to_a_deleted_log_is_no_failure()
    {
        var simulated = await new SimulatedLog(new LogConfig()).OpenAsync();
        simulated.Append(Batches.Of("acknowledged later"));
        var log = simulated.Log;
        log.Abandon();

        log.Flusher.FlushNow(withActive: true);

        Assert.False(log.IsOffline);
    }
}

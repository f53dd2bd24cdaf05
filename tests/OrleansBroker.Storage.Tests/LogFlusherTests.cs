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
}

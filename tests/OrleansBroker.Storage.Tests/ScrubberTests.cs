using OrleansBroker.Storage.Tests.Kit;

namespace OrleansBroker.Storage.Tests;

public class ScrubberTests
{
    private static readonly LogFolderOptions Scrubbing = SimulatedLog.SingleThreaded with
    {
        ScrubBytesPerSecond = 1_000,
        ScrubInterval = TimeSpan.FromSeconds(5),
    };

    [Fact]
    public async Task A_flipped_bit_in_a_sealed_segment_is_found_without_a_reader()
    {
        var log = await new SimulatedLog(LogConfig.Default with { SegmentBytes = 400 }, Scrubbing).OpenAsync();
        for (var offset = 0; offset < 10; offset++)
        {
            log.AppendAt(1_000);
        }

        log.Folder.RequestFlush(log.Log);
        Advance(log, seconds: 30);
        Assert.Empty(log.Log.DamagedOffsets);

        log.Disk.FlipBit($"{SimulatedLog.Path}/orders-0/00000000000000000002.log", 20);
        Advance(log, seconds: 30);

        Assert.Equal([(2L, 3L)], log.Log.DamagedOffsets);
    }

    private static void Advance(SimulatedLog log, int seconds)
    {
        for (var second = 0; second < seconds; second++)
        {
            log.Time.Advance(TimeSpan.FromSeconds(1));
        }
    }
}

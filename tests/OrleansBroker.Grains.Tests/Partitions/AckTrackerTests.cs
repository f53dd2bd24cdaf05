using OrleansBroker.Grains.Partitions;
using OrleansBroker.Grains.Tests.Kit;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Buffers;
using OrleansBroker.Storage;

namespace OrleansBroker.Grains.Tests.Partitions;

public class AckTrackerTests
{
    [Fact]
    public async Task A_batch_that_is_written_while_leadership_ends_is_answered_at_once()
    {
        var disk = new FailingDisk();
        await using var led = await LedPartition.OpenAsync(disk);
        var partition = led.Lead();
        disk.HoldFlushes();
        await LedPartition.AppendAsync(partition, acks: 1, "a");
        var tracker = new AckTracker(led.Log, led.Delayed, () => { });

        tracker.Close(ErrorCode.NotLeaderOrFollower);
        var append = Written(lastOffset: 0);
        tracker.OnWritten([append]);

        Assert.True(append.IsAnswered);
        Assert.Equal(ErrorCode.NotLeaderOrFollower, (await append.AsTask()).Error);
        disk.LetFlushes();
    }

    private static PendingAppend Written(long lastOffset)
    {
        var frame = SharedBufferPool.Default.Rent(1);
        var append = new PendingAppend(frame, frame.Memory, PendingAppend.AllReplicas, TimeSpan.FromMinutes(1))
        {
            Written = new AppendResult(ErrorCode.None, lastOffset, lastOffset, -1, 0, false),
        };
        frame.Release();
        append.ReleaseFrame();
        return append;
    }
}

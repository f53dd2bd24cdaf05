using OrleansBroker.Benchmarks.Kit;
using OrleansBroker.Coordination;
using OrleansBroker.Coordination.Shard;
using OrleansBroker.Protocol.Records;
using OrleansBroker.Storage;

namespace OrleansBroker.Benchmarks.Programs;

/// <summary>
/// Loads a coordinator's shard from a log of a million committed offsets, as after a restart: time, CPU, what is
/// allocated on the way, and what the groups keep once they sleep.
/// </summary>
internal static class GroupsProgram
{
    private static readonly (int Groups, int Partitions, int RecordsOfBatch)[] Shapes =
    [
        (10_000, 100, 100), (10_000, 100, 1), (1_000, 1_000, 1_000), (1_000, 1_000, 1),
    ];

    public static async Task RunAsync()
    {
        foreach (var (groups, partitions, recordsOfBatch) in Shapes)
        {
            await using var scratch = new ScratchFolder();
            await WriteAsync(scratch, groups, partitions, recordsOfBatch);
            await scratch.OpenAsync(ScratchFolder.SingleThreaded);
            await MeasureAsync(scratch.Folder.Logs.Single(), groups, partitions, recordsOfBatch);
        }
    }

    private static async Task WriteAsync(ScratchFolder scratch, int groups, int partitions, int recordsOfBatch)
    {
        var writer = await scratch.OpenLogAsync();
        foreach (var batch in OffsetBatches.Of(groups, partitions, recordsOfBatch))
        {
            writer.Append(batch);
        }

        writer.Flush();
        await scratch.CloseAsync();
    }

    private static async Task MeasureAsync(PartitionLog log, int groups, int partitions, int recordsOfBatch)
    {
        var (heap, allocated, meter) = (GC.GetTotalMemory(true), GC.GetTotalAllocatedBytes(true), new Meter());
        var shard = new CoordinatorShard(new GroupOptions(), Guid.NewGuid);
        await ReplayAsync(log, shard);
        shard.CompleteLoad(0);
        var (wall, cpu) = (meter.WallSeconds, meter.CpuSeconds);
        var allocatedMb = (GC.GetTotalAllocatedBytes(true) - allocated) / 1e6;
        var kept = GC.GetTotalMemory(true) - heap;
        Console.WriteLine(
            $"{groups:N0} groups of {partitions:N0} offsets, {recordsOfBatch:N0} to a batch: {wall:F2} s, "
            + $"{cpu:F2} s of CPU, {allocatedMb:F0} MB allocated; asleep {(double)kept / groups:F0} bytes a group");
        if (shard.AsleepCount != groups)
        {
            throw new IOException($"{shard.AsleepCount} groups were found.");
        }
    }

    private static async Task ReplayAsync(PartitionLog log, CoordinatorShard shard)
    {
        for (var offset = log.LogStartOffset; offset < log.LogEndOffset;)
        {
            using var read = await log.ReadAsync(offset, 1 << 20, log.LogEndOffset, true, CancellationToken.None);
            for (var bytes = read.Bytes; bytes.Length > 0;)
            {
                using var reader = new RecordBatchReader(bytes);
                foreach (var record in reader)
                {
                    shard.Replay(record.Key!.Value, record.Value, record.Offset);
                }

                bytes = bytes[new RecordBatchView(bytes.Span).SizeInBytes..];
            }

            offset = read.NextOffset;
        }
    }
}

using OrleansBroker.Protocol.Records;
using OrleansBroker.Storage.Producers;
using OrleansBroker.Storage.Tests.Kit;

namespace OrleansBroker.Storage.Tests;

/// <summary>What a start makes of files that are missing, and what it costs.</summary>
public class RecoveryTests
{
    private const long Producer = 5;

    private static readonly LogConfig SmallSegments = new() { SegmentBytes = 300, IndexIntervalBytes = 100 };

    [Theory]
    [InlineData(".index")]
    [InlineData(".timeindex")]
    public async Task A_scan_of_one_segment_leaves_what_is_known_of_the_later_ones(string suffix)
    {
        await using var folder = new TestFolder();
        var log = await folder.OpenAsync(SmallSegments);
        for (var epoch = 0; epoch < 6; epoch++)
        {
            var token = log.Take(epoch, LogRole.Leader);
            log.Append(token, Batches.Sequenced(Producer, 0, epoch, isTransactional: true));
            log.Append(token, Batches.Of(new string('x', 200)));
        }

        log.Append(log.Take(6, LogRole.Leader), Batches.Marker(Producer, 0, ControlRecordType.Abort));
        var (epochs, aborted, producers) = WhatIsKnown(log);
        Assert.Equal(7, epochs.Length);
        Assert.Single(aborted);
        var snapshots = Snapshots(folder);
        await folder.CloseAsync();
        var indexes = Directory.GetFiles(folder.LogPath, $"*{suffix}").Order().ToArray();
        File.Delete(indexes[indexes.Length / 2]);

        var reopened = await folder.OpenAsync(SmallSegments);

        var (epochsAfter, abortedAfter, producersAfter) = WhatIsKnown(reopened);
        Assert.Equal(epochs, epochsAfter);
        Assert.Equal(aborted, abortedAfter);
        Assert.Equal(producers, producersAfter);
        Assert.Subset(Snapshots(folder), snapshots);
    }

    [Fact]
    public async Task Snapshots_of_earlier_clean_stops_do_not_pile_up()
    {
        await using var folder = new TestFolder();
        for (var start = 0; start < 4; start++)
        {
            var log = await folder.OpenAsync();
            log.Append(log.Take(start, LogRole.Leader), Batches.Sequenced(Producer, 0, start));
            await folder.CloseAsync();
        }

        await folder.OpenAsync();

        Assert.Equal([Snapshot(4)], Snapshots(folder));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task After_a_scan_of_many_segments_there_is_a_true_snapshot_at_the_begin_of_each(bool isPowerCut)
    {
        var simulated = await new SimulatedLog(SmallSegments).OpenAsync();
        for (var sequence = 0; sequence < 8; sequence++)
        {
            simulated.Append(Batches.Sequenced(Producer, 0, sequence));
            simulated.Append(Batches.Of(new string('x', 200)));
        }

        simulated.Folder.RequestFlush(simulated.Log);
        simulated.Disk.Kill();

        // Nothing is known of what was flushed: all is scanned. And one snapshot tells of a batch that never was.
        simulated.Disk.DeleteFile($"{SimulatedLog.Path}/{LogFileNames.RecoveryPoints}");
        var bases = simulated.Log.Segments.All.Skip(1).Select(segment => segment.BaseOffset).ToArray();
        Assert.InRange(bases.Length, 3, 20);
        var invented = simulated.Log.Producers.Copy();
        ProducerSnapshot.Write(simulated.Disk, simulated.Log.SnapshotPath(bases[1]), invented);
        await simulated.OpenAsync();
        if (isPowerCut)
        {
            simulated.Disk.CutPower();
            await simulated.OpenAsync();
        }

        foreach (var offset in bases)
        {
            var snapshot = ProducerSnapshot.TryParse(simulated.Disk.ReadAll(simulated.Log.SnapshotPath(offset)));
            Assert.InRange(snapshot!.Single().Value.Last!.Value.LastOffset, 0, offset - 1);
        }
    }

    [Fact]
    public async Task An_empty_segment_behind_lost_batches_goes_and_the_log_ends_where_they_began()
    {
        var simulated = await new SimulatedLog(SmallSegments).OpenAsync();
        simulated.Append(Batches.Of("a"));
        simulated.Folder.RequestFlush(simulated.Log);
        simulated.Folder.WriteCheckpoints();
        simulated.Append(Batches.Of("lost"));
        var first = simulated.Log.Segments.Active;
        var flushed = first.FlushedSize;
        while (simulated.Log.Segments.Active == first)
        {
            simulated.Append(Batches.Of("lost", new string('x', 100)));
        }

        // Of the file's end nothing was on the disk, of the new segment only its name.
        simulated.Disk.Kill();
        Truncate(simulated.Disk, first.LogPath, flushed);
        Truncate(simulated.Disk, simulated.Log.Segments.Active.LogPath, 0);
        await simulated.OpenAsync();

        Assert.Equal(1, simulated.Log.LogEndOffset);
        Assert.Equal([LogFileNames.Of(0, LogFileNames.Log)], simulated.LogFiles);
        Assert.Equal(1, simulated.Append(Batches.Of("b")).BaseOffset);
    }

    private static void Truncate(Simulation.SimulatedFileSystem disk, string path, int length)
    {
        using var file = disk.Open(path, create: false);
        file.Truncate(length);
        file.FlushData();
    }

    /// <summary>What a broker leaves that preallocates by setting the file's length, and is killed.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Zeros_behind_the_last_batch_were_never_written_and_are_cut(bool isFlushed)
    {
        await using var folder = new TestFolder();
        var log = await folder.OpenAsync();
        log.Append(log.Take(0, LogRole.Leader), Batches.Of("a", "b"));
        await folder.CloseAsync();
        if (!isFlushed)
        {
            File.Delete(Path.Combine(folder.Path, LogFileNames.CleanShutdown));
            File.Delete(Path.Combine(folder.Path, LogFileNames.RecoveryPoints));
        }

        var path = Path.Combine(folder.LogPath, LogFileNames.Of(0, LogFileNames.Log));
        var length = new FileInfo(path).Length;
        await using (var file = File.OpenWrite(path))
        {
            file.SetLength(4 << 20);
        }

        var reopened = await folder.OpenAsync();

        Assert.Equal(2, reopened.LogEndOffset);
        Assert.Empty(reopened.DamagedOffsets);
        Assert.Equal(length, new FileInfo(path).Length);
    }

    private static (LeaderEpoch[] Epochs, AbortedTransaction[] Aborted, Producers.ProducerDescription[] Producers)
        WhatIsKnown(PartitionLog log) => (
            [.. log.Epochs.Entries],
            [.. log.AbortedTransactions(0, log.LogEndOffset)],
            [.. log.Producers.Describe()]);

    private static HashSet<string> Snapshots(TestFolder folder) =>
        [.. Directory.GetFiles(folder.LogPath, "*.snapshot").Select(file => Path.GetFileName(file)!)];

    private static string Snapshot(long offset) => LogFileNames.Of(offset, LogFileNames.Snapshot);
}

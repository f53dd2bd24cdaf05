using OrleansBroker.Protocol;
using OrleansBroker.Storage.Recovery;
using OrleansBroker.Storage.Tests.Kit;
using OrleansBroker.Storage.Tests.Simulation;

namespace OrleansBroker.Storage.Tests;

/// <summary>Small files of a data folder in which one bit has flipped: each bit of each of them.</summary>
public class FlippedFileTests
{
    private const string Folder = "/data";

    private readonly SimulatedFileSystem _disk = new(1);

    public FlippedFileTests()
    {
        _disk.CreateDirectory(Folder);
    }

    [Fact]
    public void An_offset_checkpoint_says_what_was_written_or_nothing()
    {
        var path = $"{Folder}/{LogFileNames.LogStartOffsets}";
        var written = new Dictionary<TopicPartition, long> { [new("orders", 0)] = 1200, [new("orders", 1)] = 7 };
        OffsetCheckpointFile.Write(_disk, path, written);
        Assert.Equal(written, OffsetCheckpointFile.Read(_disk, path));

        ForEachFlip(path, () =>
        {
            // The checksum's own name may be what flipped: then it stands for a partition that does not exist.
            if (OffsetCheckpointFile.Read(_disk, path) is { } read)
            {
                Assert.Equal(written, read.Where(entry => entry.Key.Topic == "orders").ToDictionary());
            }
        });
    }

    [Fact]
    public void Epochs_are_those_that_were_written_or_none()
    {
        var path = $"{Folder}/{LogFileNames.LeaderEpochs}";
        foreach (var count in (int[])[1, 2, 3])
        {
            var written = new LeaderEpochCache(_disk, path);
            LeaderEpoch[] epochs = [new(0, 0), new(3, 1200), new(4, 1337)];
            Array.ForEach(epochs[..count], epoch => written.Assign(epoch.Epoch, epoch.StartOffset));
            written.Save();

            ForEachFlip(path, () =>
            {
                var read = new LeaderEpochCache(_disk, path);
                Assert.True(!read.TryLoad() || read.Entries.SequenceEqual(written.Entries), "another epoch was read");
            });
            var undamaged = new LeaderEpochCache(_disk, path);
            Assert.True(undamaged.TryLoad());
            Assert.Equal(written.Entries, undamaged.Entries);
        }
    }

    [Fact]
    public void A_topic_id_is_the_one_that_was_written_or_none()
    {
        PartitionMetadataFile.Create(_disk, Folder, TestFolder.Id);
        Assert.Equal(TestFolder.Id, PartitionMetadataFile.ReadFlushed(_disk, Folder));

        ForEachFlip($"{Folder}/{LogFileNames.PartitionMetadata}", () =>
        {
            var read = PartitionMetadataFile.Read(_disk, Folder);
            Assert.True(read == TopicId.Zero || read == TestFolder.Id, $"{read} was read");
            if (read == TopicId.Zero)
            {
                Assert.Throws<IOException>(() => PartitionMetadataFile.ReadFlushed(_disk, Folder));
            }
        });
    }

    [Fact]
    public async Task A_log_whose_topic_cannot_be_told_is_offline_and_stays_as_it_is()
    {
        var simulated = await new SimulatedLog(new LogConfig()).OpenAsync();
        simulated.Append(Batches.Of("a", "b"));
        simulated.Folder.Close();
        simulated.Disk.FlipBitAt($"{Folder}/orders-0/{LogFileNames.PartitionMetadata}", 25, 0);

        var folder = await OpenAsync(simulated);
        Assert.True(folder.IsUnreadable(TestFolder.Partition));
        var refusal = Assert.Throws<IOException>(
            () => folder.CreateLog(TestFolder.Partition, TestFolder.Id, LogConfig.Default));
        Assert.Contains("topic_id", refusal.Message, StringComparison.Ordinal);
        folder.Close();

        // What the message says to do: the two lines are Kafka's, and enough.
        using (var file = simulated.Disk.Open($"{Folder}/orders-0/{LogFileNames.PartitionMetadata}", create: false))
        {
            file.Truncate(0);
            file.Write(System.Text.Encoding.UTF8.GetBytes($"version: 0\ntopic_id: {TestFolder.Id}"), 0);
        }

        await simulated.OpenAsync();
        Assert.Equal(2, simulated.Log.LogEndOffset);
        Assert.Equal(TestFolder.Id, simulated.Log.TopicId);
    }

    private static Task<LogFolder> OpenAsync(SimulatedLog simulated) => LogFolder.OpenAsync(
        Folder, SimulatedLog.SingleThreaded, simulated.Disk, simulated.Time,
        Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance, TestContext.Current.CancellationToken);

    private void ForEachFlip(string path, Action check)
    {
        var length = _disk.ReadAll(path).Length;
        for (var bit = 0; bit < 8 * length; bit++)
        {
            _disk.FlipBitAt(path, bit / 8, bit % 8);
            check();
            _disk.FlipBitAt(path, bit / 8, bit % 8);
        }
    }
}

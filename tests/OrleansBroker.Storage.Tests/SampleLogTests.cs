using OrleansBroker.Protocol;
using OrleansBroker.Storage.Tests.Kit;

namespace OrleansBroker.Storage.Tests;

/// <summary>A folder that Kafka wrote is ours as well: with its indexes, and without.</summary>
public class SampleLogTests
{
    private static readonly TopicPartition Partition = new("sample-log", 0);

    [Theory]
    [InlineData("uncommitted", true, "*.nothing")]
    [InlineData("committed", true, "*.nothing")]
    [InlineData("uncommitted", false, "*.*index")]
    [InlineData("committed", false, "*.*index")]
    [InlineData("committed", true, "*.index")]
    [InlineData("committed", false, "*.snapshot")]
    [InlineData("committed", false, "leader-epoch-checkpoint")]
    public async Task A_log_of_kafka_reads_as_its_consumers_saw_it(string isolation, bool isClean, string missing)
    {
        await using var folder = new TestFolder();
        SampleLog.CopyTo(folder.Path);
        if (isClean)
        {
            var marker = Path.Combine(folder.Path, ".kafka_cleanshutdown");
            await File.WriteAllTextAsync(marker, "{}", TestContext.Current.CancellationToken);
        }

        foreach (var file in Directory.GetFiles(Path.Combine(folder.Path, "sample-log-0"), missing))
        {
            File.Delete(file);
        }

        await folder.OpenAsync();
        var log = folder.Folder.Find(Partition)!;

        Assert.Equal(SampleLog.Expected(isolation), await SampleLog.RecordsAsync(log, isolation == "committed"));
        Assert.Equal(360, log.LogEndOffset);
        Assert.Equal([new LeaderEpoch(0, 0)], log.Epochs.Entries);
        Assert.Equal("243L92rhSYiS63k4Ed1mnw", log.TopicId.ToString());
    }

    [Fact]
    public async Task Recovery_writes_the_files_that_kafka_wrote()
    {
        await using var folder = new TestFolder();
        SampleLog.CopyTo(folder.Path);
        var path = Path.Combine(folder.Path, "sample-log-0");
        var before = Directory.GetFiles(path).ToDictionary(file => file, File.ReadAllBytes);
        foreach (var index in Directory.GetFiles(path, "*.txnindex").Concat(Directory.GetFiles(path, "*.timeindex")))
        {
            File.Delete(index);
        }

        await folder.OpenAsync();
        await folder.CloseAsync();

        var files = Directory.GetFiles(path).ToDictionary(file => file, File.ReadAllBytes);
        foreach (var (file, bytes) in before.Where(file => file.Key.EndsWith(".txnindex", StringComparison.Ordinal)
            || file.Key.EndsWith(".log", StringComparison.Ordinal)))
        {
            Assert.True(bytes.AsSpan().SequenceEqual(files[file]), Path.GetFileName(file));
        }
    }

    [Fact]
    public async Task The_producers_of_the_snapshot_are_those_of_the_log()
    {
        await using var folder = new TestFolder();
        SampleLog.CopyTo(folder.Path);
        // Read before the log is opened: after an unclean stop it scans its tail, and drops the snapshots behind.
        var bytes = await File.ReadAllBytesAsync(
            Path.Combine(folder.Path, "sample-log-0", "00000000000000000360.snapshot"),
            TestContext.Current.CancellationToken);
        var snapshot = Producers.ProducerSnapshot.TryParse(bytes)!
            .Select(pair => Producers.ProducerDescription.Of(pair.Key, pair.Value))
            .OrderBy(producer => producer.ProducerId);

        await folder.OpenAsync();
        var replayed = folder.Folder.Find(Partition)!.Producers.Describe().OrderBy(producer => producer.ProducerId);

        Assert.Equal(snapshot, replayed);
    }
}

using Microsoft.Extensions.Logging.Abstractions;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Records;
using OrleansBroker.Storage.Files;
using OrleansBroker.Storage.Recovery;
using OrleansBroker.Storage.Tests.Kit;

namespace OrleansBroker.Storage.Tests;

/// <summary>Whole data folders of Kafka's broker, as it stopped or was killed.</summary>
public class KafkaFolderTests(KafkaFolders kafka) : IClassFixture<KafkaFolders>
{
    private const int Total = KafkaFolders.RecordsBeforeKill + KafkaFolders.RecordsAfterKill;

    private static readonly string[] OffsetFiles =
        [LogFileNames.RecoveryPoints, LogFileNames.HighWatermarks, LogFileNames.LogStartOffsets];

    [Fact]
    public async Task After_a_kill_every_record_is_there()
    {
        KafkaFolders.SkipWhereMissing();
        await using (var folder = await OpenAsync(kafka.Killed))
        {
            Assert.Equal(KafkaFolders.RecordsBeforeKill, await RecordsAsync(folder, "plain"));
            Assert.Equal(KafkaFolders.TransactionalRecords, await RecordsAsync(folder, "paid"));
            Assert.All(folder.Logs, log => Assert.Empty(log.DamagedOffsets));
            Assert.All(folder.Logs, log => Assert.Null(log.Producers.FirstUnstableOffset(log.LogEndOffset)));
        }

        Assert.Empty(Quarantined(kafka.Killed));
    }

    [Fact]
    public async Task After_a_clean_stop_nothing_is_changed_and_the_folders_own_files_say_the_same()
    {
        KafkaFolders.SkipWhereMissing();
        var logsBefore = LogFiles(kafka.Stopped);
        var offsetsBefore = OffsetFiles.ToDictionary(name => name, name => Offsets(kafka.Stopped, name));
        var propertiesBefore = Lines(kafka.Stopped, LogFileNames.MetaProperties);
        Assert.True(File.Exists(Path.Combine(kafka.Stopped, LogFileNames.CleanShutdown)));

        await using (var folder = await OpenAsync(kafka.Stopped))
        {
            Assert.Equal(Total, await RecordsAsync(folder, "plain"));
            Assert.All(folder.Logs, log => Assert.Equal(log.LogEndOffset, log.HighWatermark));
        }


        // A snapshot inside of a segment goes when there is a newer one, as Kafka's next start removes it.
        var changed = logsBefore.Except(LogFiles(kafka.Stopped)).Select(file => file.Key);
        Assert.All(changed, file => Assert.EndsWith(LogFileNames.Snapshot, file, default));
        Assert.Empty(LogFiles(kafka.Stopped).Keys.Except(logsBefore.Keys));
        Assert.Equal(propertiesBefore, Lines(kafka.Stopped, LogFileNames.MetaProperties));
        Assert.Equal(offsetsBefore[OffsetFiles[0]], Offsets(kafka.Stopped, OffsetFiles[0]));
        Assert.Equal(offsetsBefore[OffsetFiles[1]], Offsets(kafka.Stopped, OffsetFiles[1]));

        // Kafka leaves out logs that begin with their first segment; it reads them where they are listed.
        Assert.Empty(offsetsBefore[OffsetFiles[2]]);
        Assert.All(Offsets(kafka.Stopped, OffsetFiles[2]).Values, offset => Assert.Equal(0, offset));
        Assert.True(File.Exists(Path.Combine(kafka.Stopped, LogFileNames.CleanShutdown)));
        Assert.Empty(Quarantined(kafka.Stopped));
    }

    private static Task<LogFolder> OpenAsync(string path) => LogFolder.OpenAsync(
        path, new LogFolderOptions(), new LocalFileSystem(), TimeProvider.System, NullLoggerFactory.Instance,
        TestContext.Current.CancellationToken);

    private static async Task<int> RecordsAsync(LogFolder folder, string topic)
    {
        var records = 0;
        foreach (var log in folder.Logs.Where(log => log.TopicPartition.Topic == topic))
        {
            await foreach (var batch in log.ReadAllAsync())
            {
                var view = new RecordBatchView(batch);
                Assert.True(view.IsCrcValid());
                records += view.IsControl ? 0 : view.RecordCount;
            }
        }

        return records;
    }

    /// <summary>Every file of a log by its bytes. Epochs without records are dropped, as Kafka drops them.</summary>
    private static Dictionary<string, string> LogFiles(string folder) =>
        Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetDirectoryName(file) != folder && Path.GetFileName(file) != LogFileNames.LeaderEpochs)
            .ToDictionary(file => Path.GetRelativePath(folder, file), file => Convert.ToHexString(
                System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file))));

    private static Dictionary<TopicPartition, long> Offsets(string folder, string name) =>
        OffsetCheckpointFile.Read(new LocalFileSystem(), Path.Combine(folder, name))!;

    /// <summary>The lines of a file in order, without comments.</summary>
    private static string[] Lines(string folder, string name) =>
        [
            .. File.ReadAllLines(Path.Combine(folder, name))
                .Where(line => !line.StartsWith('#'))
                .Order(StringComparer.Ordinal)
        ];

    private static string[] Quarantined(string folder) =>
        Directory.GetFiles(folder, $"*{LogFileNames.Quarantined}", SearchOption.AllDirectories);
}

using OrleansBroker.Protocol.Records;
using OrleansBroker.Storage.Tests.Kit;

namespace OrleansBroker.Storage.Tests;

/// <summary>Kafka's own tool reads what we write, and has nothing to complain of.</summary>
public class DumpLogTests
{
    [Fact]
    public async Task Kafka_dumps_every_file_of_a_log_without_a_complaint()
    {
        DumpLog.SkipWhereMissing();
        await using var folder = new TestFolder();
        await WriteAsync(folder);
        var files = Directory.GetFiles(folder.LogPath, "0*").Order(StringComparer.Ordinal).ToArray();

        var logs = await DumpLog.RunAsync("--deep-iteration", "--files", DumpLog.Join(files, ".log"));
        var indexes = await DumpLog.RunAsync("--index-sanity-check", "--files", DumpLog.Join(files, "index"));
        var verified = await DumpLog.RunAsync("--verify-index-only", "--files", DumpLog.Join(files, "index"));
        var snapshots = await DumpLog.RunAsync("--files", DumpLog.Join(files, ".snapshot"));

        DumpLog.AssertNoComplaint(logs + indexes + verified + snapshots);
        Assert.Equal(501, logs.Split('\n').Count(line => line.Contains("baseOffset:", StringComparison.Ordinal)));
        Assert.Contains("producerId: 20", snapshots, StringComparison.Ordinal);
    }

    private static async Task WriteAsync(TestFolder folder)
    {
        var log = await folder.OpenAsync(LogConfig.Default with { SegmentBytes = 30_000, IndexIntervalBytes = 500 });
        var token = log.Take(3, LogRole.Leader);
        log.Append(token, Batches.Sequenced(20, 0, 0, isTransactional: true));
        log.Append(token, Batches.Marker(20, 0, ControlRecordType.Abort));
        for (var index = 2; index < 501; index++)
        {
            var codec = (CompressionType)(index % 3);
            var options = RecordBatchOptions.Default with { Compression = codec };
            log.Append(token, Batches.Of(options, 1_700_000_000_000 + (index * 31 % 97), $"value {index}", "second"));
        }

        await folder.CloseAsync();
    }
}

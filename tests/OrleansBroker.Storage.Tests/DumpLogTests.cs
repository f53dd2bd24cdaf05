using System.Diagnostics;
using OrleansBroker.Protocol.Records;
using OrleansBroker.Storage.Tests.Kit;

namespace OrleansBroker.Storage.Tests;

/// <summary>Kafka's own tool reads what we write, and has nothing to complain of.</summary>
public class DumpLogTests
{
    private static readonly string? Kafka = SharedFolder.Find("peers/kafka/kafka");

    private static readonly string[] Complaints =
        ["mismatch", "out of order", "corrupt", "exception", "invalid", "not found", "isvalid: false"];

    [Fact]
    public async Task Kafka_dumps_every_file_of_a_log_without_a_complaint()
    {
        var isMissing = Kafka is null || !File.Exists("/usr/bin/java");
        Assert.SkipWhen(isMissing, "Kafka's tools, or Java (openjdk-17-jre-headless), are not on this machine.");
        await using var folder = new TestFolder();
        await WriteAsync(folder);
        var files = Directory.GetFiles(folder.LogPath, "0*").Order(StringComparer.Ordinal).ToArray();

        var logs = await DumpAsync(["--deep-iteration", "--files", Join(files, ".log")]);
        var indexes = await DumpAsync(["--index-sanity-check", "--files", Join(files, "index")]);
        var verified = await DumpAsync(["--verify-index-only", "--files", Join(files, "index")]);
        var snapshots = await DumpAsync(["--files", Join(files, ".snapshot")]);

        var all = logs + indexes + verified + snapshots;
        Assert.All(Complaints, word => Assert.DoesNotContain(word, all, StringComparison.OrdinalIgnoreCase));
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

    private static string Join(string[] files, string suffix) =>
        string.Join(',', files.Where(file => file.EndsWith(suffix, StringComparison.Ordinal)));

    private static async Task<string> DumpAsync(string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Kafka!, ["dump-log", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await errors);
        return output + await errors;
    }
}

using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansBroker.Protocol;
using OrleansBroker.Storage.Files;
using OrleansBroker.Storage.Tests.Kit;

namespace OrleansBroker.Storage.Tests;

public class LogFolderTests
{
    private const int Partitions = 40;

    private readonly RefusingFileSystem _disk = new(new Simulation.SimulatedFileSystem(1));

    private static LogFolderOptions FewHandles => new()
    {
        AppendThreads = 1,
        FlushThreads = 1,
        ReadThreads = 1,
        TailBytes = 1,
        OpenFilesMax = 8,
    };

    [Fact]
    public async Task Logs_that_rest_hold_no_handles()
    {
        for (var start = 0; start < 3; start++)
        {
            await using var folder = await OpenAsync();
            for (var partition = 0; partition < Partitions; partition++)
            {
                var log = LogOf(folder, partition);
                log.Append(log.Take(start, LogRole.Leader), Batches.Of($"{start}"));
                await log.FlushAsync();
                Assert.InRange(_disk.OpenCount, 0, FewHandles.OpenFilesMax);
            }

            Assert.All(folder.Logs, log => Assert.Equal(start + 1, log.LogEndOffset));
            foreach (var log in folder.Logs)
            {
                Assert.Equal(start + 1, (await log.BatchesAsync()).Count);
            }

            Assert.InRange(_disk.OpenCount, 0, FewHandles.OpenFilesMax);
        }

        Assert.Equal(0, _disk.OpenCount);
    }

    [Fact]
    public async Task A_log_that_nobody_wrote_to_costs_a_stop_no_flush()
    {
        await FillAsync();
        var stops = new List<int>();
        foreach (var written in (int[])[0, 1, 0])
        {
            var folder = await OpenAsync();
            foreach (var log in folder.Logs)
            {
                var token = log.Take(log.LatestLeaderEpoch + 1, LogRole.Leader);
                if (log.TopicPartition.Partition < written)
                {
                    log.Append(token, Batches.Of("third"));
                }
            }

            var before = _disk.Flushes;
            await folder.CloseAsync();
            stops.Add(_disk.Flushes - before);
        }

        Assert.Equal(stops[0], stops[2]);
        Assert.InRange(stops[0], 1, Partitions - 1);
        Assert.InRange(stops[1] - stops[0], 1, 10);
        await using var reopened = await OpenAsync();
        Assert.Equal(3, reopened.Find(Partition(0))!.LogEndOffset);
        Assert.All(reopened.Logs, log => Assert.Equal(log.LogEndOffset - 2, log.LatestLeaderEpoch));
    }

    [Fact]
    public async Task A_preallocated_segment_gives_back_what_it_did_not_need()
    {
        var config = new LogConfig { Preallocate = true, SegmentBytes = 500 };
        await using (var folder = await OpenAsync())
        {
            var log = folder.CreateLog(Partition(0), TestFolder.Id, config);
            var token = log.Take(0, LogRole.Leader);
            log.Append(token, Batches.Of(new string('x', 300)));
            log.Append(token, Batches.Of(new string('x', 300)));
        }

        var length = _disk.ListFiles("/data/orders-0").First(file => file.Name.EndsWith(".log", default)).Length;
        Assert.Equal(
            [
                "reserve 00000000000000000000.log 500",
                $"truncate 00000000000000000000.log {length}",
                "reserve 00000000000000000001.log 500",
                $"truncate 00000000000000000001.log {length}",
            ],
            _disk.Reserves);
    }

    [Fact]
    public async Task A_start_that_is_cancelled_leaves_nothing_open()
    {
        await FillAsync();
        using var giveUp = new CancellationTokenSource();
        _disk.Refuse = path =>
        {
            if (path.Contains("orders-7", default))
            {
                giveUp.Cancel();
            }

            return null;
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => OpenAsync(giveUp.Token));

        Assert.Equal(0, _disk.OpenCount);
        await using var folder = await OpenAsync();
        Assert.Equal(Partitions, folder.Logs.Count);
    }

    [Fact]
    public async Task A_start_that_fails_leaves_nothing_open_and_says_why()
    {
        await FillAsync();
        _disk.Refuse = path => path.Contains("orders-7", default)
            ? new TooManyOpenFilesException(path, new IOException())
            : null;

        var failure = await Assert.ThrowsAsync<DataFolderException>(() => OpenAsync());

        Assert.Contains("ulimit -n", failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, _disk.OpenCount);
        _disk.Refuse = static _ => null;
        await using var folder = await OpenAsync();
        Assert.Equal(Partitions, folder.Logs.Count);
    }

    [Fact]
    public async Task A_log_that_cannot_be_read_is_offline_alone_and_keeps_what_was_known_of_it()
    {
        await FillAsync();
        _disk.Refuse = path => path.EndsWith("orders-7/00000000000000000000.log", default)
            ? new IOException("a bad sector")
            : null;
        await using (var folder = await OpenAsync())
        {
            Assert.Equal(Partitions - 1, folder.Logs.Count);
            Assert.True(folder.IsUnreadable(Partition(7)));
            Assert.False(folder.IsUnreadable(Partition(8)));
            var failure = Assert.Throws<IOException>(
                () => folder.CreateLog(Partition(7), TestFolder.Id, LogConfig.Default));
            Assert.Contains("a bad sector", failure.Message, StringComparison.Ordinal);
        }

        _disk.Refuse = static _ => null;
        await using var mended = await OpenAsync();

        Assert.Equal((1, 2), (mended.Find(Partition(7))!.LogStartOffset, mended.Find(Partition(7))!.LogEndOffset));
    }

    [Theory]
    [InlineData("orders-7/00000000000000000000.log")]
    [InlineData("flush /data/orders-7/00000000000000000000.log")]
    public async Task A_log_that_is_offline_when_the_folder_is_closed_is_scanned_alone_at_the_next_start(string refused)
    {
        await FillAsync();
        _disk.Refuse = path => path.EndsWith(refused, default) ? new IOException("a bad sector") : null;
        await using (var folder = await OpenAsync())
        {
            foreach (var log in folder.Logs)
            {
                log.Append(log.Take(1, LogRole.Leader), Batches.Of("third"));
            }
        }

        Assert.Equal(["orders-7"], await ScannedAsync());
        Assert.Empty(await ScannedAsync());
    }

    [Fact]
    public async Task A_damaged_list_of_the_logs_that_were_offline_leaves_every_log_to_be_scanned()
    {
        await FillAsync();
        using (var file = _disk.Open("/data/unclean-logs-checkpoint", create: true))
        {
            file.Write("?"u8, 0);
        }

        Assert.Equal(Partitions, (await ScannedAsync()).Count);
        Assert.Empty(await ScannedAsync());
    }

    [Fact]
    public async Task Folder_files_that_cannot_be_read_take_the_folder()
    {
        await FillAsync();
        _disk.Refuse = path => path.EndsWith("recovery-point-offset-checkpoint", default)
            ? new IOException("a bad sector")
            : null;

        await Assert.ThrowsAsync<DataFolderException>(() => OpenAsync());

        Assert.Equal(0, _disk.OpenCount);
    }

    /// <summary>Every log with two records, the first of them deleted.</summary>
    private async Task FillAsync()
    {
        await using var folder = await OpenAsync();
        for (var partition = 0; partition < Partitions; partition++)
        {
            var log = LogOf(folder, partition);
            var token = log.Take(0, LogRole.Leader);
            log.Append(token, Batches.Of("first"));
            log.Append(token, Batches.Of("second"));
            log.AdvanceHighWatermark(2);
            log.DeleteRecordsTo(1);
        }
    }

    /// <summary>The logs that a start scans, which begins with a flush of what it is about to read.</summary>
    private async Task<IReadOnlyCollection<string>> ScannedAsync()
    {
        var scanned = new ConcurrentDictionary<string, bool>();
        _disk.Refuse = path =>
        {
            if (path.StartsWith("flush ", default) && path.EndsWith(".log", default))
            {
                scanned[Path.GetFileName(Path.GetDirectoryName(path)!)] = true;
            }

            return null;
        };
        await using var folder = await OpenAsync();
        _disk.Refuse = static _ => null;
        Assert.Equal(Partitions, folder.Logs.Count);
        return (IReadOnlyCollection<string>)scanned.Keys;
    }

    private Task<LogFolder> OpenAsync(CancellationToken? cancellation = null) => LogFolder.OpenAsync(
        "/data", FewHandles, _disk, TimeProvider.System, NullLoggerFactory.Instance,
        cancellation ?? TestContext.Current.CancellationToken);

    private static PartitionLog LogOf(LogFolder folder, int partition) =>
        folder.Find(Partition(partition)) ?? folder.CreateLog(Partition(partition), TestFolder.Id, LogConfig.Default);

    private static TopicPartition Partition(int partition) => new("orders", partition);
}

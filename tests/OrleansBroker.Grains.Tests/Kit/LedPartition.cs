using Microsoft.Extensions.Logging.Abstractions;
using OrleansBroker.Abstractions.Configuration;
using OrleansBroker.Abstractions.Metadata;
using OrleansBroker.Grains.Partitions;
using OrleansBroker.Grains.Timing;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Buffers;
using OrleansBroker.Protocol.Records;
using OrleansBroker.Storage;
using OrleansBroker.Storage.Files;

namespace OrleansBroker.Grains.Tests.Kit;

/// <summary>One led partition on a data folder of its own.</summary>
internal sealed class LedPartition : IAsyncDisposable
{
    public const int QueueBytes = 1024 * 1024;

    private readonly TestFolder _disk = new();
    private readonly LogFolder _folder;

    private LedPartition(TestFolder disk, LogFolder folder, PartitionLog log, TimeProvider time)
    {
        _disk = disk;
        _folder = folder;
        Log = log;
        Delayed = new DelayedOperations(time);
    }

    public PartitionLog Log { get; }

    public LogFolder Folder => _folder;

    public DelayedOperations Delayed { get; }

    public static async Task<LedPartition> OpenAsync(
        IFileSystem? files = null, TimeProvider? time = null, LogFolderOptions? options = null)
    {
        var disk = new TestFolder();
        var folder = await LogFolder.OpenAsync(
            disk.Path, options ?? new LogFolderOptions(), files ?? new LocalFileSystem(), TimeProvider.System,
            NullLoggerFactory.Instance, TestContext.Current.CancellationToken);
        var log = folder.CreateLog(new TopicPartition("t", 0), TopicId.Create(new Random(1)), LogConfig.Default);
        return new LedPartition(disk, folder, log, time ?? TimeProvider.System);
    }

    public static TopicSettings Settings(params (string Name, string Value)[] configs) =>
        new(KafkaProperties.Defaults, configs.ToDictionary(config => config.Name, config => config.Value));

    public static PartitionMetadata Record(int leaderEpoch) => new()
    {
        Leader = 1,
        LeaderEpoch = leaderEpoch,
        Replicas = [1],
        Isr = [new InSyncReplica { BrokerId = 1 }],
    };

    public Partition Lead(int leaderEpoch = 0, params (string Name, string Value)[] configs) =>
        Partition.Lead(Log, Record(leaderEpoch), Settings(configs), Delayed, QueueBytes);

    /// <summary>Appends one batch of records with these values, stamped 1000, 1001, ...</summary>
    public static ValueTask<AppendResult> AppendAsync(Partition partition, short acks, params string[] values) =>
        AppendAsync(partition, acks, new RecordBatchOptions(), TimeSpan.FromSeconds(30), values);

    public static ValueTask<AppendResult> AppendAsync(
        Partition partition, short acks, RecordBatchOptions options, TimeSpan timeout, params string[] values)
    {
        using var builder = new RecordBatchBuilder(options);
        foreach (var (index, value) in values.Index())
        {
            builder.Append(1000 + index, null, System.Text.Encoding.UTF8.GetBytes(value));
        }

        var frame = builder.Build();
        var error = RecordBatchValidator.Validate(
            frame.Span, partition.Limits(2000, allowsZstd: true), out var validated, out var message);
        Assert.True(error == ErrorCode.None, message);
        var written = partition.AppendAsync(frame, frame.Memory, validated, acks, timeout);
        frame.Release();
        return written;
    }

    /// <summary>Returns when the leader's log has so many records, safe or not.</summary>
    public static async Task WrittenAsync(Partition partition, long records)
    {
        while (partition.LogEndOffset < records)
        {
            await Task.Yield();
        }
    }

    /// <summary>The values of all records that a consumer may read.</summary>
    public static async Task<List<string>> ReadAsync(Partition partition)
    {
        var values = new List<string>();
        for (var offset = partition.LogStartOffset; offset < partition.HighWatermark;)
        {
            using var read = await partition.ReadAsync(
                offset, 1 << 20, readCommitted: false, atLeastOneBatch: true, TestContext.Current.CancellationToken);
            Assert.Equal(ErrorCode.None, read.Error);
            values.AddRange(Values(read.Bytes));
            offset = read.NextOffset;
        }

        return values;
    }

    public async ValueTask DisposeAsync()
    {
        await _folder.CloseAsync();
        Delayed.Dispose();
        _disk.Dispose();
    }

    private static IEnumerable<string> Values(ReadOnlyMemory<byte> batches)
    {
        while (batches.Length > 0)
        {
            using var reader = new RecordBatchReader(batches);
            foreach (var record in reader)
            {
                yield return System.Text.Encoding.UTF8.GetString(record.Value!.Value.Span);
            }

            batches = batches[new RecordBatchView(batches.Span).SizeInBytes..];
        }
    }
}

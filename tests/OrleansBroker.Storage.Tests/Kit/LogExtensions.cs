using System.Text;
using OrleansBroker.Protocol.Records;

namespace OrleansBroker.Storage.Tests.Kit;

/// <summary>Short forms of what most tests do with a log.</summary>
internal static class LogExtensions
{
    public static AppendResult Append(this PartitionLog log, WriteToken token, byte[] batch)
    {
        var results = new AppendResult[1];
        log.Append(token, [new AppendRequest(batch)], results);
        return results[0];
    }

    /// <summary>Cuts as a follower does; the token from before is void.</summary>
    public static void TruncateTo(this PartitionLog log, long offset) =>
        log.TruncateTo(log.Take(Math.Max(log.LatestLeaderEpoch, 0), LogRole.Follower), offset);

    public static async Task FlushAsync(this PartitionLog log)
    {
        var done = new TaskCompletionSource();
        var target = log.LogEndOffset;
        void OnFlushed(PartitionLog flushed)
        {
            if (flushed.FlushedEndOffset >= target)
            {
                done.TrySetResult();
            }
        }

        log.Flushed += OnFlushed;
        log.Folder.RequestFlush(log);
        OnFlushed(log);
        await done.Task;
        log.Flushed -= OnFlushed;
    }

    /// <summary>Base and last offset of every batch, read from the log start up to its end.</summary>
    public static async Task<List<(long Base, long Last)>> BatchesAsync(this PartitionLog log, int maxBytes = 1 << 20)
    {
        var batches = new List<(long, long)>();
        await foreach (var batch in log.ReadAllAsync(maxBytes))
        {
            var view = new RecordBatchView(batch);
            Assert.True(view.IsCrcValid());
            batches.Add((view.BaseOffset, view.LastOffset));
        }

        return batches;
    }

    public static async IAsyncEnumerable<byte[]> ReadAllAsync(this PartitionLog log, int maxBytes = 1 << 20)
    {
        var offset = log.LogStartOffset;
        while (offset < log.LogEndOffset)
        {
            using var read = await log.ReadAsync(offset, maxBytes, long.MaxValue, true, CancellationToken.None);
            Assert.Equal(Protocol.ErrorCode.None, read.Error);
            if (read.Bytes.IsEmpty)
            {
                break;
            }

            foreach (var batch in Split(read.Bytes))
            {
                yield return batch;
            }

            offset = read.NextOffset;
        }
    }

    public static List<byte[]> Split(ReadOnlyMemory<byte> bytes)
    {
        var batches = new List<byte[]>();
        while (!bytes.IsEmpty)
        {
            var size = new RecordBatchView(bytes.Span).SizeInBytes;
            batches.Add(bytes[..size].ToArray());
            bytes = bytes[size..];
        }

        return batches;
    }

    public static string Text(this byte[] bytes) => Encoding.UTF8.GetString(bytes);
}

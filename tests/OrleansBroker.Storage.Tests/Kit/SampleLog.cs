using System.Globalization;
using OrleansBroker.Protocol.Records;

namespace OrleansBroker.Storage.Tests.Kit;

/// <summary>The partition folder that a Kafka broker left; not part of a user's checkout.</summary>
internal static class SampleLog
{
    private static readonly string? Source = SharedFolder.Find("vectors/log");

    /// <summary>Copies the folder into a data folder, or skips the test.</summary>
    public static void CopyTo(string dataFolder)
    {
        Assert.SkipWhen(Source is null, "The sample log of the shared vectors is not on this machine.");
        var target = Directory.CreateDirectory(Path.Combine(dataFolder, "sample-log-0")).FullName;
        foreach (var file in Directory.GetFiles(Path.Combine(Source!, "sample-log-0")))
        {
            var copy = Path.Combine(target, Path.GetFileName(file));
            File.WriteAllBytes(copy, File.ReadAllBytes(file));
        }
    }

    /// <summary>The lines of what a consumer sees.</summary>
    public static string[] Expected(string isolation) => File.ReadAllLines(Path.Combine(Source!, $"{isolation}.txt"));

    /// <summary>The records of the log, as the console consumer prints them.</summary>
    public static async Task<List<string>> RecordsAsync(PartitionLog log, bool isReadCommitted)
    {
        var lines = new List<string>();
        var aborted = log.AbortedTransactions(log.LogStartOffset, log.LogEndOffset);
        await foreach (var batch in log.ReadAllAsync(300))
        {
            var view = new RecordBatchView(batch);
            var (isControl, producerId, lastOffset) = (view.IsControl, view.ProducerId, view.LastOffset);
            var isAborted = view.IsTransactional && aborted.Any(transaction =>
                transaction.ProducerId == producerId
                && lastOffset >= transaction.FirstOffset && lastOffset <= transaction.LastOffset);
            if (!isControl && !(isReadCommitted && isAborted))
            {
                AddLines(batch, lines);
            }
        }

        return lines;
    }

    private static void AddLines(byte[] batch, List<string> lines)
    {
        using var records = new RecordBatchReader(batch);
        foreach (var record in records)
        {
            lines.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"CreateTime:{record.TimestampMs}\tOffset:{record.Offset}\t{Text(record.Key)}\t{Text(record.Value)}"));
        }
    }

    private static string Text(ReadOnlyMemory<byte>? bytes) => bytes?.ToArray().Text() ?? "null";
}

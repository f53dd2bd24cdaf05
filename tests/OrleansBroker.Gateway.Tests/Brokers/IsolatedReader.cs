using System.Globalization;
using System.Text;
using OrleansBroker.Protocol.Messages;
using OrleansBroker.Protocol.Records;

namespace OrleansBroker.Gateway.Tests.Brokers;

/// <summary>
/// What a consumer does with one fetch answer: leaves out control batches, and where the answer names aborted
/// transactions, their batches too.
/// </summary>
internal static class IsolatedReader
{
    /// <summary>The records of an answer, as Kafka's console consumer prints them.</summary>
    /// <param name="data">The answer.</param>
    /// <param name="nextOffset">Offset to fetch from next.</param>
    public static List<string> Lines(FetchResponse.PartitionData data, ref long nextOffset)
    {
        var lines = new List<string>();
        var aborted = new Queue<FetchResponse.AbortedTransaction>(
            (data.AbortedTransactions ?? []).OrderBy(transaction => transaction.FirstOffset));
        var aborting = new HashSet<long>();
        for (var rest = data.Records!.Value; !rest.IsEmpty;)
        {
            var batch = new RecordBatchView(rest.Span);
            while (aborted.TryPeek(out var next) && next.FirstOffset <= batch.LastOffset)
            {
                aborting.Add(aborted.Dequeue().ProducerId);
            }

            if (batch.IsControl)
            {
                aborting.Remove(batch.ProducerId);
            }
            else if (!batch.IsTransactional || !aborting.Contains(batch.ProducerId))
            {
                AddLines(rest[..batch.SizeInBytes], nextOffset, lines);
            }

            nextOffset = batch.LastOffset + 1;
            rest = rest[batch.SizeInBytes..];
        }

        return lines;
    }

    private static void AddLines(ReadOnlyMemory<byte> batch, long fromOffset, List<string> lines)
    {
        using var records = new RecordBatchReader(batch);
        foreach (var record in records)
        {
            if (record.Offset >= fromOffset)
            {
                var (key, value) = (Text(record.Key), Text(record.Value));
                lines.Add(string.Create(CultureInfo.InvariantCulture,
                    $"CreateTime:{record.TimestampMs}\tOffset:{record.Offset}\t{key}\t{value}"));
            }
        }
    }

    private static string Text(ReadOnlyMemory<byte>? bytes) =>
        bytes is { } text ? Encoding.UTF8.GetString(text.Span) : "null";
}

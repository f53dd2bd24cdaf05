using OrleansBroker.Protocol.Records;

namespace OrleansBroker.TestKit;

/// <summary>Record batches as plain arrays.</summary>
public static class TestBatch
{
    /// <summary>A batch of records that have a value only.</summary>
    public static byte[] OfValues(IEnumerable<byte[]> values, long timestampMs, RecordBatchOptions? options = null)
    {
        using var builder = new RecordBatchBuilder(options);
        foreach (var value in values)
        {
            builder.Append(timestampMs, key: null, value);
        }

        return ToArray(builder);
    }

    /// <summary>The offset after the last of some batches, which compaction may have left without records; -1 without
    /// a batch.</summary>
    public static long EndOf(ReadOnlyMemory<byte> batches)
    {
        var end = -1L;
        while (!batches.IsEmpty && RecordBatchView.TryRead(batches.Span, out var view, out _))
        {
            end = view.LastOffset + 1;
            batches = batches[view.SizeInBytes..];
        }

        return end;
    }

    /// <summary>Finishes a batch and copies it out of its pooled buffer.</summary>
    public static byte[] ToArray(RecordBatchBuilder builder)
    {
        var batch = builder.Build();
        try
        {
            return batch.Memory.ToArray();
        }
        finally
        {
            batch.Release();
        }
    }

    /// <summary>Every record of the whole batches in a fetched partition; a batch that is cut off ends it.</summary>
    /// <exception cref="RecordBatchException">A batch has the wrong CRC, or its records are malformed.</exception>
    public static List<TestRecord> Read(ReadOnlyMemory<byte> batches)
    {
        var records = new List<TestRecord>();
        while (TryTake(ref batches, out var batch))
        {
            using var reader = new RecordBatchReader(batch);
            foreach (var record in reader)
            {
                records.Add(TestRecord.Copy(record));
            }
        }

        return records;
    }

    private static bool TryTake(ref ReadOnlyMemory<byte> batches, out ReadOnlyMemory<byte> batch)
    {
        batch = default;
        if (!RecordBatchView.TryRead(batches.Span, out var view, out _))
        {
            return false;
        }

        if (!view.IsCrcValid())
        {
            throw new RecordBatchException($"The batch at offset {view.BaseOffset} has a wrong CRC.");
        }

        batch = batches[..view.SizeInBytes];
        batches = batches[view.SizeInBytes..];
        return true;
    }
}

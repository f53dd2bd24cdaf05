using OrleansBroker.Protocol.Records;

namespace OrleansBroker.Storage.Tests.Simulation;

/// <summary>What a log should hold: a plain list.</summary>
internal sealed class LogModel
{
    private List<byte[]> _uncertain = [];

    public List<byte[]> Batches { get; private set; } = [];

    public long Start { get; set; }

    public long End { get; set; }

    /// <summary>Everything below was acknowledged by a flush.</summary>
    public long Flushed { get; set; }

    public static long Base(byte[] batch) => new RecordBatchView(batch).BaseOffset;

    public static long Next(byte[] batch) => new RecordBatchView(batch).LastOffset + 1;

    /// <summary>The batch as a leader stores it.</summary>
    public static byte[] Stored(byte[] batch, long baseOffset, int epoch)
    {
        var stored = batch.ToArray();
        RecordBatchHeader.SetBaseOffset(stored, baseOffset);
        RecordBatchHeader.SetLeaderEpoch(stored, epoch);
        return stored;
    }

    public void Append(byte[] stored)
    {
        Batches.Add(stored);
        End = Next(stored);
    }

    /// <summary>A write failed: the batches may be there after a restart, or not.</summary>
    public void AppendMaybe(IEnumerable<byte[]> stored) => _uncertain = [.. stored];

    public void TruncateTo(long offset)
    {
        Batches.RemoveAll(batch => Next(batch) > offset);
        End = Batches.Count > 0 ? Next(Batches[^1]) : Start;
        Flushed = Math.Min(Flushed, End);
    }

    /// <summary>Checks what a read returned: whole batches, the right ones, in order.</summary>
    public void CheckRead(long offset, int maxBytes, long bound, IReadOnlyList<byte[]> read)
    {
        var expected = Batches
            .SkipWhile(batch => Next(batch) <= offset)
            .TakeWhile(batch => Next(batch) <= bound)
            .ToList();
        Assert.True(read.Count > 0 || expected.Count == 0, $"nothing was read at {offset}");
        Assert.True(read.Count <= expected.Count, "more was read than there is");
        Assert.True(read.Count <= 1 || read.Sum(batch => batch.Length) <= maxBytes, "more was read than asked for");
        for (var index = 0; index < read.Count; index++)
        {
            Assert.Equal(expected[index], read[index]);
        }
    }

    /// <summary>Whether no offset is missing.</summary>
    public bool IsContiguous => Batches.Zip(Batches.Skip(1)).All(pair => Next(pair.First) == Base(pair.Second));

    /// <summary>Offset of the first record that is at least so young.</summary>
    public long? FirstAtOrAfter(long timestampMs, long bound) =>
        Records(bound).Where(record => record.TimestampMs >= timestampMs).Select(Offset).FirstOrDefault();

    /// <summary>Offset of the first record with the largest timestamp.</summary>
    public long? MaxTimestamp(long bound)
    {
        var records = Records(bound).ToList();
        return records.OrderByDescending(record => record.TimestampMs).Select(Offset).FirstOrDefault();
    }

    /// <summary>The aborted transactions that begin at or after the log start.</summary>
    public List<(long ProducerId, long FirstOffset, long LastOffset)> AbortedTransactions()
    {
        var open = new Dictionary<long, long>();
        var aborted = new List<(long ProducerId, long FirstOffset, long LastOffset)>();
        foreach (var batch in Batches)
        {
            var view = new RecordBatchView(batch);
            if (view is { IsTransactional: true, IsControl: false })
            {
                open.TryAdd(view.ProducerId, view.BaseOffset);
            }
            else if (view.IsControl && open.Remove(view.ProducerId, out var first) && first >= Start && IsAbort(batch))
            {
                aborted.Add((view.ProducerId, first, view.LastOffset));
            }
        }

        return aborted;
    }

    private static bool IsAbort(byte[] batch) =>
        Storage.Segments.ControlBatch.Marker(batch) is { Type: ControlRecordType.Abort };

    private static long? Offset((long Offset, long TimestampMs) record) => record.Offset;

    private IEnumerable<(long Offset, long TimestampMs)> Records(long bound)
    {
        foreach (var batch in Batches)
        {
            using var reader = new RecordBatchReader(batch);
            foreach (var record in reader)
            {
                if (record.Offset >= Start && record.Offset < bound)
                {
                    yield return (record.Offset, record.TimestampMs);
                }
            }
        }
    }

    /// <summary>
    /// After a crash: whatever is there was appended once, and what had been flushed is there. The model goes on with
    /// that.
    /// </summary>
    public void Adopt(IReadOnlyList<byte[]> survivors, long start, long end)
    {
        Assert.True(start <= Start, "the log start went up by itself");
        var known = Batches.Concat(_uncertain).ToLookup(Base);
        foreach (var batch in survivors.Where(batch => Base(batch) >= Start))
        {
            Assert.True(known[Base(batch)].Any(original => original.AsSpan().SequenceEqual(batch)),
                $"the batch at {Base(batch)} was never appended");
        }

        var present = survivors.Select(Base).ToHashSet();
        foreach (var batch in Batches.Where(batch => Next(batch) <= Flushed && Next(batch) > Start))
        {
            Assert.True(present.Contains(Base(batch)), $"the flushed batch at {Base(batch)} is lost");
        }

        Batches = [.. survivors];
        Start = start;
        End = end;
        Flushed = end;
        _uncertain = [];
    }

    /// <summary>After the end of a process, without a power cut, nothing that was written is lost.</summary>
    public void CheckAllSurvived(IReadOnlyList<byte[]> survivors)
    {
        var present = survivors.Select(Base).ToHashSet();
        Assert.All(
            Batches.Where(batch => Next(batch) > Start),
            batch => Assert.True(present.Contains(Base(batch)), $"the batch at {Base(batch)} is lost"));
    }
}

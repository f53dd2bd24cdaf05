using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Records;

namespace OrleansBroker.Storage.Tests.Simulation;

/// <summary>What a log should hold: a plain list of everything that was ever appended and not cut.</summary>
internal sealed class LogModel
{
    private List<ModelBatch> _batches = [];
    private List<ModelBatch> _uncertain = [];

    /// <summary>What the cleaner has taken: a snapshot of its producers may be older.</summary>
    private readonly List<ModelBatch> _cleaned = [];

    public long Start { get; private set; }

    /// <summary>Highest log start since the log was cut below it: a crash may bring an earlier one back.</summary>
    public long HighestStart { get; private set; }

    public long End { get; private set; }

    public long HighWatermark { get; set; }

    public long LastStable { get; set; }

    /// <summary>Everything below was acknowledged by a flush.</summary>
    public long Flushed { get; set; }

    /// <summary>Highest end that the cleaner may have gone to so far; negative where nothing is compacted.</summary>
    public long CleanableEnd { get; set; } = -1;

    public ModelProducers Producers { get; } = new();

    public ModelEpochs Epochs { get; } = new();

    /// <summary>What can be read.</summary>
    public IEnumerable<ModelBatch> Batches => _batches.Where(batch => batch.Next > Start);

    /// <summary>What can be read, and what a failed write may have left.</summary>
    public IEnumerable<ModelBatch> KnownBatches => Batches.Concat(_uncertain);

    /// <summary>Whether producers and transactions are known by what can be read alone.</summary>
    public bool IsWhole => _batches.Count == 0 || _batches[0].Next > Start;

    /// <summary>Whether there is no gap between the log start and the first batch.</summary>
    public bool BeginsAtStart => Batches.FirstOrDefault() is { } first && first.Base <= Start;

    /// <summary>Whether no offset is missing.</summary>
    public bool IsContiguous => Batches.Zip(Batches.Skip(1)).All(pair => pair.First.Next == pair.Second.Base);

    public void Append(ModelBatch batch)
    {
        _batches.Add(batch);
        End = batch.Next;
        Epochs.Assign(batch.Info.LeaderEpoch, batch.Base);
    }

    /// <summary>A write failed: the batches may be there after a restart, or not.</summary>
    public void AppendMaybe(IEnumerable<ModelBatch> batches) => _uncertain = [.. batches];

    /// <summary>The log was cut, and says where it ends now: in a gap between two batches the choice is its
    /// own.</summary>
    public void TruncateTo(long offset, long end)
    {
        _batches.RemoveAll(batch => batch.Next > Math.Max(offset, Start));
        _cleaned.RemoveAll(batch => batch.Next > end);
        var last = _batches.Count > 0 ? _batches[^1].Next : 0;
        Assert.InRange(end, last, Math.Max(offset, Start));
        End = end;
        Start = Math.Min(Start, end);
        HighestStart = Math.Min(HighestStart, end);
        Flushed = Math.Min(Flushed, end);
        HighWatermark = Math.Min(HighWatermark, end);
        LastStable = Math.Min(LastStable, end);
        CleanableEnd = Math.Min(CleanableEnd, end);
        Epochs.CutEnd(end);
        Producers.Rebuild(_batches, _cleaned);
    }

    public void MoveStart(long offset)
    {
        Start = offset;
        HighestStart = Math.Max(HighestStart, offset);
        LastStable = Math.Max(LastStable, offset);
        Epochs.CutStart(offset);
    }

    /// <summary>Checks what a read returned: whole batches, the right ones, in order.</summary>
    public void CheckRead(long offset, int maxBytes, long bound, IReadOnlyList<byte[]> read)
    {
        var expected = Batches
            .SkipWhile(batch => batch.Next <= offset)
            .TakeWhile(batch => batch.Next <= bound)
            .ToList();
        Assert.True(read.Count > 0 || expected.Count == 0, $"nothing was read at {offset}");
        Assert.True(read.Count <= expected.Count, "more was read than there is");
        Assert.True(read.Count <= 1 || read.Sum(batch => batch.Length) <= maxBytes, "more was read than asked for");
        for (var index = 0; index < read.Count; index++)
        {
            Assert.Equal(expected[index].Bytes, read[index]);
        }
    }

    /// <summary>The first record that is at least so young.</summary>
    public ModelRecord? FirstAtOrAfter(long timestampMs, long bound) => Records(bound)
        .Where(record => record.TimestampMs >= timestampMs)
        .Select(record => (ModelRecord?)record)
        .FirstOrDefault();

    /// <summary>The first record with the largest timestamp.</summary>
    public ModelRecord? MaxTimestamp(long bound) => Records(bound)
        .Where(record => record.TimestampMs >= 0)
        .OrderByDescending(record => record.TimestampMs)
        .Select(record => (ModelRecord?)record)
        .FirstOrDefault();

    /// <summary>Offsets of what a read_committed consumer sees in a range.</summary>
    public List<long> Committed(long fromOffset, long toOffset)
    {
        var aborted = AbortedBatches();
        return
        [
            .. from batch in Batches
               where !batch.Info.IsControl && !aborted.Contains(batch)
               from record in batch.Records
               where record.Offset >= fromOffset && record.Offset < toOffset
               select record.Offset
        ];
    }

    /// <summary>The transactions that a marker has aborted, in order of the markers.</summary>
    public List<(long ProducerId, long First, long Marker)> AbortedTransactions()
    {
        var open = new Dictionary<long, long>();
        var aborted = new List<(long, long, long)>();
        foreach (var batch in _batches.Where(batch => batch.Info.IsTransactional))
        {
            var producerId = batch.Info.ProducerId;
            if (!batch.Info.IsControl)
            {
                open.TryAdd(producerId, batch.Base);
            }
            else if (open.Remove(producerId, out var first) && batch.Marker is { Type: ControlRecordType.Abort })
            {
                aborted.Add((producerId, first, batch.Base));
            }
        }

        return aborted;
    }

    /// <summary>
    /// After a crash: whatever is there was appended once, and what had been flushed is there. The model goes on with
    /// that.
    /// </summary>
    public void Adopt(IReadOnlyList<ModelBatch> survivors, long start, long end, long highWatermark)
    {
        Assert.True(start <= Start, "the log start went up by itself");
        Assert.True(highWatermark <= Math.Max(HighWatermark, start), "the high watermark went up by itself");
        CheckKnown(survivors);
        CheckPresent(survivors, batch => batch.Next <= Flushed);
        GoOnWith([.. _batches.Where(batch => batch.Next <= start), .. survivors]);
        _cleaned.RemoveAll(batch => batch.Next > end);
        (Start, End, HighWatermark, LastStable, Flushed) = (start, end, highWatermark, start, end);
        _uncertain = [];
        HighestStart = Math.Min(HighestStart, end);
        Producers.Rebuild(_batches, _cleaned);
        Epochs.Rebuild(survivors, start);
        Epochs.CutEnd(end);
    }

    /// <summary>The cleaner has run: what it left takes the place of what was there.</summary>
    public void AdoptCleaned(IReadOnlyList<ModelBatch> cleaned)
    {
        CheckKnown(cleaned);
        CheckPresent(cleaned, _ => true);
        GoOnWith([.. _batches.Where(batch => batch.Next <= Start), .. cleaned]);
    }

    /// <summary>After the end of a process, without a power cut, nothing that was written is lost.</summary>
    public void CheckAllSurvived(IReadOnlyList<ModelBatch> survivors) => CheckPresent(survivors, _ => true);

    private void GoOnWith(List<ModelBatch> batches)
    {
        var present = batches.Select(batch => batch.Base).ToHashSet();
        _cleaned.AddRange(_batches.Where(batch => batch.Next <= CleanableEnd && !present.Contains(batch.Base)));
        _cleaned.RemoveAll(batch => present.Contains(batch.Base));
        _batches = batches;
    }

    private void CheckKnown(IReadOnlyList<ModelBatch> survivors)
    {
        var known = _batches.Concat(_uncertain).ToLookup(batch => batch.Base);
        foreach (var batch in survivors)
        {
            Assert.True(
                known[batch.Base].Any(original =>
                    original.Bytes.AsSpan().SequenceEqual(batch.Bytes)
                    || (original.Next <= CleanableEnd && original.MayBecome(batch))),
                $"the batch at {batch.Base} was never appended");
        }
    }

    private void CheckPresent(IReadOnlyList<ModelBatch> survivors, Func<ModelBatch, bool> mustBeThere)
    {
        var present = survivors.SelectMany(batch => batch.Records).Select(record => record.Offset).ToHashSet();
        var aborted = AbortedBatches();
        foreach (var batch in Batches.Where(mustBeThere))
        {
            foreach (var record in batch.Records.Where(record => !present.Contains(record.Offset)))
            {
                Assert.True(MayBeCleaned(batch, record, aborted), $"the record at {record.Offset} is lost");
            }
        }
    }

    /// <summary>A later record has the key, or there is no one to whom the record means anything.</summary>
    private bool MayBeCleaned(ModelBatch batch, ModelRecord record, HashSet<ModelBatch> aborted) =>
        batch.Next <= CleanableEnd
        && (batch.Info.IsControl || aborted.Contains(batch) || record.Key is null || record.Value is null
            || _batches.Any(later =>
                later.Base < CleanableEnd && !later.Info.IsControl && !aborted.Contains(later)
                && later.Records.Any(other => other.Key == record.Key && other.Offset > record.Offset)));

    private HashSet<ModelBatch> AbortedBatches()
    {
        var open = new Dictionary<long, List<ModelBatch>>();
        var aborted = new HashSet<ModelBatch>();
        foreach (var batch in _batches.Where(batch => batch.Info.IsTransactional))
        {
            if (batch.Info.IsControl)
            {
                var ended = open.Remove(batch.Info.ProducerId, out var batches) ? batches : [];
                aborted.UnionWith(batch.Marker is { Type: ControlRecordType.Abort } ? ended : []);
            }
            else if (!open.TryAdd(batch.Info.ProducerId, [batch]))
            {
                open[batch.Info.ProducerId].Add(batch);
            }
        }

        return aborted;
    }

    private IEnumerable<ModelRecord> Records(long bound) =>
        from batch in Batches
        from record in batch.Records
        where record.Offset >= Start && record.Offset < bound
        select record;
}

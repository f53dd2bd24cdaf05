using OrleansBroker.Protocol.Records;
using OrleansBroker.Storage.Tests.Kit;

namespace OrleansBroker.Storage.Tests.Compaction;

/// <summary>Everything that was ever written to a log, as plain lists, and what compaction may make of it.</summary>
internal sealed class CompactionModel
{
    private readonly List<Written> _records = [];
    private readonly List<Marker> _markers = [];

    /// <summary>Highest end that the cleaner may have gone to so far.</summary>
    public long CleanableEnd { get; set; }

    public void Append(byte[] batch, long baseOffset)
    {
        var view = new RecordBatchView(batch);
        var (producerId, isTransactional) = (view.ProducerId, view.IsTransactional);
        using var records = new RecordBatchReader(batch);
        foreach (var record in records)
        {
            if (view.IsControl)
            {
                Assert.True(TransactionMarker.TryRead(record, out var marker));
                _markers.Add(new Marker(baseOffset, producerId, marker.Type == ControlRecordType.Abort));
            }
            else
            {
                _records.Add(new Written(
                    baseOffset + record.OffsetDelta, Text(record.Key)!, Text(record.Value),
                    isTransactional ? producerId : null));
            }
        }
    }

    /// <summary>A power cut took what was not flushed.</summary>
    public void TruncateTo(long endOffset)
    {
        _records.RemoveAll(record => record.Offset >= endOffset);
        _markers.RemoveAll(marker => marker.Offset >= endOffset);
    }

    /// <summary>Offsets of transactions that no marker has ended.</summary>
    public IEnumerable<long> Undecided => OfOpenTransactions.Select(record => record.Offset);

    /// <summary>Their producers.</summary>
    public List<long> UndecidedProducers =>
        [.. OfOpenTransactions.Select(record => record.ProducerId!.Value).Distinct()];

    private IEnumerable<Written> OfOpenTransactions =>
        _records.Where(record => record.ProducerId is not null && MarkerOf(record) is null);

    /// <summary>Compares what a read_committed consumer sees of the decided part of the log.</summary>
    /// <param name="seen">Records by offset.</param>
    /// <param name="cleanedTo">Where a round that came to its end said that it cleaned to.</param>
    public void Check(Dictionary<long, (string? Key, string? Value)> seen, long cleanedTo)
    {
        var committed = _records.Where(IsCommitted).ToList();
        var byOffset = committed.ToDictionary(record => record.Offset);
        foreach (var (offset, record) in seen)
        {
            Assert.True(byOffset.TryGetValue(offset, out var original), $"offset {offset} was never committed");
            Assert.Equal((original.Key, original.Value), record);
        }

        foreach (var ofKey in committed.GroupBy(record => record.Key))
        {
            CheckKey([.. ofKey.OrderBy(record => record.Offset)], seen, cleanedTo);
        }
    }

    private void CheckKey(List<Written> records, Dictionary<long, (string? Key, string? Value)> seen, long cleanedTo)
    {
        var lastCleanable = records.FindLast(record => record.Offset < CleanableEnd).Offset;
        var lastCleaned = records.FindLast(record => record.Offset < cleanedTo).Offset;
        foreach (var record in records)
        {
            var isSeen = seen.ContainsKey(record.Offset);
            var mayGo = record.Offset < CleanableEnd && (record.Offset < lastCleanable || record.Value is null);
            Assert.True(isSeen || mayGo, $"{record} is lost");
            Assert.False(isSeen && record.Offset < lastCleaned, $"{record} should have been cleaned away");
        }

        var last = records.FindLast(record => seen.ContainsKey(record.Offset));
        Assert.Equal(records[^1].Value, last.Value);
    }

    private bool IsCommitted(Written record) =>
        record.ProducerId is null || MarkerOf(record) is { IsAbort: false };

    private Marker? MarkerOf(Written record)
    {
        foreach (var marker in _markers)
        {
            if (marker.ProducerId == record.ProducerId && marker.Offset > record.Offset)
            {
                return marker;
            }
        }

        return null;
    }

    private static string? Text(ReadOnlyMemory<byte>? bytes) => bytes?.ToArray().Text();

    private readonly record struct Written(long Offset, string Key, string? Value, long? ProducerId);

    private readonly record struct Marker(long Offset, long ProducerId, bool IsAbort);
}

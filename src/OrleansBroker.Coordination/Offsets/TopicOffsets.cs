using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OrleansBroker.Protocol;

namespace OrleansBroker.Coordination.Offsets;

/// <summary>
/// The offsets of one group in one topic, by partition: a row of plain numbers each, so that a million of them are a
/// few arrays and no objects. What few commits have (metadata, an expiry of their own) is kept beside the rows.
/// Single-threaded.
/// </summary>
internal sealed class TopicOffsets
{
    /// <summary>The position of an offset that is not committed yet.</summary>
    public const long NoPosition = -1;

    private static readonly Note NoNote = new("", -1);

    private readonly Dictionary<int, Row> _rows = [];
    private Dictionary<int, Note>? _notes;

    // One id as a rule; offsets that were committed for a deleted topic of the same name keep that one's.
    private TopicId[] _ids = [];

    public int Count => _rows.Count;

    public IReadOnlyCollection<int> Partitions => _rows.Keys;

    public bool TryGet(int partition, out CommittedOffset offset)
    {
        var isKnown = _rows.TryGetValue(partition, out var row);
        offset = isKnown ? ToOffset(partition, row) : default;
        return isKnown;
    }

    /// <summary>Where in the log the partition's offset is; <see cref="NoPosition"/> when it is not there.</summary>
    public long PositionOf(int partition) => _rows.TryGetValue(partition, out var row) ? row.Position : NoPosition;

    public void Set(int partition, in CommittedOffset offset, long position)
    {
        ref var row = ref CollectionsMarshal.GetValueRefOrAddDefault(_rows, partition, out _);
        row.Offset = offset.Offset;
        row.CommitTimestampMs = offset.CommitTimestampMs;
        row.Position = position;
        row.LeaderEpoch = offset.LeaderEpoch;
        row.IdIndex = IndexOf(offset.TopicId);
        if (offset.Metadata.Length > 0 || offset.ExpireTimestampMs >= 0)
            (_notes ??= [])[partition] = new Note(offset.Metadata, offset.ExpireTimestampMs);
        else
            _notes?.Remove(partition);
    }

    public void Remove(int partition)
    {
        _rows.Remove(partition);
        _notes?.Remove(partition);
    }

    /// <summary>Notes where in the log the offset is; one that was removed meanwhile is nowhere.</summary>
    public void Locate(int partition, long position)
    {
        ref var row = ref CollectionsMarshal.GetValueRefOrNullRef(_rows, partition);
        if (!Unsafe.IsNullRef(ref row))
            row.Position = position;
    }

    /// <summary>Every offset, in no order.</summary>
    public IEnumerable<(int Partition, CommittedOffset Offset)> All()
    {
        foreach (var (partition, row) in _rows)
            yield return (partition, ToOffset(partition, row));
    }

    /// <summary>What a sleeping group keeps of the topic: one entry for each id under which offsets are.</summary>
    public IEnumerable<SleepingTopic> ToSleeping(string name)
    {
        for (var index = 0; index < _ids.Length; index++)
        {
            var id = index;
            var marks = _rows.Where(entry => entry.Value.IdIndex == id)
                .Select(entry => new OffsetMark(entry.Key, entry.Value.Offset, entry.Value.Position))
                .ToArray();
            if (marks.Length > 0)
                yield return new SleepingTopic(name, _ids[index], marks);
        }
    }

    private int IndexOf(TopicId id)
    {
        // The newest id is the last one, and nearly always the one.
        for (var index = _ids.Length - 1; index >= 0; index--)
        {
            if (_ids[index] == id)
                return index;
        }

        _ids = [.. _ids, id];
        return _ids.Length - 1;
    }

    private CommittedOffset ToOffset(int partition, in Row row)
    {
        var note = _notes?.GetValueOrDefault(partition, NoNote) ?? NoNote;
        return new CommittedOffset(
            row.Offset, row.LeaderEpoch, note.Metadata, row.CommitTimestampMs, note.ExpireTimestampMs,
            _ids[row.IdIndex]);
    }

    private readonly record struct Note(string Metadata, long ExpireTimestampMs);

    private struct Row
    {
        public long Offset;
        public long CommitTimestampMs;
        public long Position;
        public int LeaderEpoch;
        public int IdIndex;
    }
}

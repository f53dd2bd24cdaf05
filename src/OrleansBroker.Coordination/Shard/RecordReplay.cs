using OrleansBroker.Coordination.Offsets;
using OrleansBroker.Protocol.Wire;

namespace OrleansBroker.Coordination.Shard;

/// <summary>
/// Brings the records of a log into a shard's groups. Nearly all of them are offsets, whose keys are looked up as bytes
/// and whose values become numbers; only the others are decoded to objects. Single-threaded, for one load.
/// </summary>
internal sealed class RecordReplay
{
    private readonly GroupRegistry _groups;
    private readonly NamePool _names;
    private readonly Dictionary<string, Group> _byName = new(Utf8Comparer.Instance);
    private readonly Dictionary<string, Group>.AlternateLookup<ReadOnlySpan<byte>> _byBytes;

    public RecordReplay(GroupRegistry groups, NamePool names)
    {
        _groups = groups;
        _names = names;
        _byBytes = _byName.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    /// <summary>Applies a record; false when it is not the group coordinator's, or from a newer broker.</summary>
    /// <exception cref="WireFormatException">The record is of a known kind and malformed.</exception>
    public bool Apply(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte>? value, long position)
    {
        var reader = new WireReader(key);
        return (RecordType)reader.ReadInt16() is RecordType.OffsetCommit or RecordType.LegacyOffsetCommit
            ? ApplyOffset(ref reader, value, position)
            : ApplyFact(key, value, position);
    }

    private bool ApplyOffset(ref WireReader reader, ReadOnlyMemory<byte>? value, long position)
    {
        var groupId = reader.ReadUtf8(flexible: false);
        var topic = reader.ReadUtf8(flexible: false);
        var partition = reader.ReadInt32();
        if (value is not { } bytes)
        {
            Find(groupId).Offsets.Remove(_names.Share(topic), partition);
            return true;
        }

        if (!OffsetRecord.TryRead(bytes, out var offset))
            return false;
        Find(groupId).Offsets.Set(_names.Share(topic), partition, offset, position);
        return true;
    }

    private bool ApplyFact(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte>? value, long position)
    {
        if (!CoordinatorRecordCodec.TryDecode(key, value, out var record))
            return false;
        var group = _groups.GetOrAdd(record.Key.GroupId);
        group.Apply(record);
        group.Locate(record, position);
        return true;
    }

    private Group Find(ReadOnlySpan<byte> groupId)
    {
        if (_byBytes.TryGetValue(groupId, out var group))
            return group;
        group = _groups.GetOrAdd(Utf8Comparer.Instance.Create(groupId));
        _byName.TryAdd(group.Id, group);
        return group;
    }
}

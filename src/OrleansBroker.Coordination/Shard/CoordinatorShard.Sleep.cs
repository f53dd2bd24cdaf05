using OrleansBroker.Protocol;

namespace OrleansBroker.Coordination.Shard;

/// <summary>Groups that nobody uses: out of memory and back.</summary>
public sealed partial class CoordinatorShard
{
    /// <summary>Whether the group has to be woken before it can be asked for.</summary>
    public bool IsAsleep(string groupId) => _groups.IsAsleep(groupId, out _);

    /// <summary>
    /// Begins to wake a group. It is listed and measured as before, and nothing of it falls due, until
    /// <see cref="Wake"/> or <see cref="CancelWake"/>.
    /// </summary>
    /// <returns>The offsets at which its records have to be read, ascending.</returns>
    /// <exception cref="InvalidOperationException">The group is not asleep.</exception>
    public IReadOnlyList<long> BeginWake(string groupId) => _groups.BeginWake(groupId).Positions();

    /// <summary>Its records could not be read: the group sleeps on.</summary>
    public void CancelWake(string groupId, long nowMs) =>
        _groups.CancelWake(groupId, nowMs + (long)Options.OffsetsRetentionCheckInterval.TotalMilliseconds);

    /// <summary>Builds a sleeping group again from its own records.</summary>
    /// <exception cref="InvalidOperationException">The group is not asleep.</exception>
    public void Wake(string groupId, IEnumerable<(CoordinatorRecord Record, long Position)> records, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(records);
        var group = _groups.Wake(groupId, out var asleep);
        group.LastUsedMs = nowMs;

        // What was deleted while the records were being read stays deleted.
        var live = asleep.Positions();
        foreach (var (record, position) in records)
        {
            if (record.Key.GroupId == groupId && Array.BinarySearch(live, position) >= 0)
            {
                group.Apply(record);
                group.Locate(record, position);
            }
        }

        _groups.LookAt(group, Math.Min(group.NextDeadline, IdleDeadline(group)));
    }

    /// <summary>Tombstones of all sleeping groups, as one turn: they are few bytes each, and need not be atomic.
    /// </summary>
    private List<CoordinatorRecord> BuryOfSleepingGroups(IReadOnlyCollection<TopicId> topics, long nowMs)
    {
        var tombstones = new List<CoordinatorRecord>();
        foreach (var (groupId, asleep) in _groups.Asleep)
        {
            var gone = asleep.Remove(topics);
            if (gone.Count == 0)
                continue;
            if (tombstones.Count == 0)
                _lastSequence++;
            asleep.LastSequence = _lastSequence;
            tombstones.AddRange(
                from topic in gone
                from mark in topic.Marks
                select new CoordinatorRecord(
                    new RecordKey(RecordType.OffsetCommit, groupId, topic.Name, mark.Partition), null));
            if (asleep.IsNothing && !asleep.IsWaking)
                _groups.ForgetSleeping(groupId);
        }

        return tombstones;
    }

    private bool MaySleep(Group group) =>
        group.HasNoMembers
        && group.Offsets.Pending.IsEmpty
        && !group.IsNothing
        && group.LastSequence <= _committedSequence;
}

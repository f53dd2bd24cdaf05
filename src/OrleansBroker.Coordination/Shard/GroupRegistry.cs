using System.Diagnostics.CodeAnalysis;

namespace OrleansBroker.Coordination.Shard;

/// <summary>
/// The groups of a shard: awake ones as objects, sleeping ones as positions, and when the next of them has to be looked
/// at. Single-threaded.
/// </summary>
internal sealed class GroupRegistry(NamePool names)
{
    /// <summary>How many entries the queue may have beyond two for each group before those that do not count any more
    /// are taken out.</summary>
    private const int SpareDeadlines = 1_024;

    private readonly Dictionary<string, Group> _awake = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SleepingGroup> _asleep = new(StringComparer.Ordinal);
    private readonly PriorityQueue<string, long> _deadlines = new();

    public IReadOnlyCollection<Group> Awake => _awake.Values;

    public IEnumerable<KeyValuePair<string, SleepingGroup>> Asleep => _asleep;

    public int AsleepCount => _asleep.Count;

    /// <summary>Entries of the queue, those included that others have overtaken.</summary>
    public int DeadlineCount => _deadlines.Count;

    public bool IsAsleep(string groupId, [NotNullWhen(true)] out SleepingGroup? group) =>
        _asleep.TryGetValue(groupId, out group);

    /// <exception cref="InvalidOperationException">The group is asleep: it has to be woken first.</exception>
    public Group? Find(string groupId) =>
        _asleep.ContainsKey(groupId)
            ? throw new InvalidOperationException($"Group {groupId} is asleep and has to be woken first.")
            : _awake.GetValueOrDefault(groupId);

    public Group GetOrAdd(string groupId)
    {
        if (Find(groupId) is { } known)
            return known;
        var group = new Group(groupId);
        _awake.Add(groupId, group);
        return group;
    }

    public void Forget(string groupId) => _awake.Remove(groupId);

    public void Sleep(Group group)
    {
        _awake.Remove(group.Id);
        _asleep.Add(group.Id, group.ToSleeping(names));
        if (group.ExpiryDeadline != Deadline.None)
            Enqueue(group.Id, group.ExpiryDeadline);
    }

    /// <summary>The sleeping group, from now on without deadlines.</summary>
    public SleepingGroup BeginWake(string groupId)
    {
        var asleep = Sleeping(groupId);
        asleep.IsWaking = true;
        return asleep;
    }

    /// <summary>Lets the group sleep on, and be looked at then.</summary>
    public void CancelWake(string groupId, long deadline)
    {
        var asleep = Sleeping(groupId);
        asleep.IsWaking = false;
        Postpone(groupId, asleep, deadline);
    }

    /// <summary>An empty group in the sleeping one's place.</summary>
    public Group Wake(string groupId, out SleepingGroup asleep)
    {
        asleep = Sleeping(groupId);
        _asleep.Remove(groupId);
        var group = GetOrAdd(groupId);
        group.ExpiryDeadline = asleep.ExpiryDeadline;
        group.LastSequence = asleep.LastSequence;
        return group;
    }

    public void ForgetSleeping(string groupId) => _asleep.Remove(groupId);

    public void Postpone(string groupId, SleepingGroup asleep, long deadline)
    {
        asleep.ExpiryDeadline = deadline;
        Enqueue(groupId, deadline);
    }

    /// <summary>Sees to it that the group is looked at no later than then.</summary>
    public void LookAt(Group group, long deadline)
    {
        if (deadline >= group.QueuedDeadline)
            return;
        group.QueuedDeadline = deadline;
        Enqueue(group.Id, deadline);
    }

    /// <summary>The group that has to be looked at first. Entries that others have overtaken are dropped here, which is
    /// cheaper than to find them when a heartbeat moves a deadline.</summary>
    public bool TryGetNext([NotNullWhen(true)] out string? groupId, out long deadline)
    {
        while (_deadlines.TryPeek(out groupId, out deadline))
        {
            if (IsCurrent(groupId, deadline))
                return true;
            _deadlines.Dequeue();
        }

        return false;
    }

    /// <summary>A group that sleeps and wakes leaves an entry each time, for some day next week.</summary>
    private void Enqueue(string groupId, long deadline)
    {
        _deadlines.Enqueue(groupId, deadline);
        if (_deadlines.Count < (2 * (_awake.Count + _asleep.Count)) + SpareDeadlines)
            return;
        var current = _deadlines.UnorderedItems.Where(entry => IsCurrent(entry.Element, entry.Priority)).Distinct();
        var kept = current.ToList();
        _deadlines.Clear();
        _deadlines.EnqueueRange(kept);
    }

    private bool IsCurrent(string groupId, long deadline) =>
        _awake.TryGetValue(groupId, out var group)
            ? group.QueuedDeadline == deadline
            : _asleep.TryGetValue(groupId, out var asleep) && !asleep.IsWaking && asleep.ExpiryDeadline == deadline;

    private SleepingGroup Sleeping(string groupId) =>
        _asleep.TryGetValue(groupId, out var asleep)
            ? asleep
            : throw new InvalidOperationException($"Group {groupId} is not asleep.");
}

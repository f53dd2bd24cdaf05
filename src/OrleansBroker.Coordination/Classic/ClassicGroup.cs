using OrleansBroker.Coordination.Shard;
using OrleansBroker.Protocol;

namespace OrleansBroker.Coordination.Classic;

/// <summary>
/// The members of a group of the classic protocol and where they are in their rebalance. Holds the facts; what happens
/// to them is in the classes beside it. Single-threaded.
/// </summary>
internal sealed class ClassicGroup
{
    private readonly OrderedDictionary<string, ClassicMember> _members = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _staticMembers = new(StringComparer.Ordinal);

    public ClassicState State { get; private set; } = ClassicState.Empty;

    public ClassicState PreviousState { get; private set; } = ClassicState.Empty;

    /// <summary>Since when the group is in its state; offsets of an empty group live that much longer.</summary>
    public long StateSinceMs { get; set; } = -1;

    public string? ProtocolType { get; set; }

    public string? Protocol { get; set; }

    public int Generation { get; set; }

    public string? Leader { get; set; }

    /// <summary>In the order in which they joined.</summary>
    public IReadOnlyCollection<ClassicMember> Members => _members.Values;

    /// <summary>Member ids that were given out and not yet used, with the time until which they are good.</summary>
    public Dictionary<string, long> PendingMembers { get; } = new(StringComparer.Ordinal);

    /// <summary>Who has joined the generation and not yet sent SyncGroup.</summary>
    public HashSet<string> PendingSyncs { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether somebody came during the initial delay, which is then prolonged.</summary>
    public bool MemberAddedInInitialDelay { get; set; }

    /// <summary>When a rebalance goes on without those who have not joined.</summary>
    public long JoinDeadline { get; set; } = Deadline.None;

    /// <summary>By how much the initial delay may still be prolonged.</summary>
    public long RemainingInitialDelayMs { get; set; }

    /// <summary>When members that have not synchronised are taken out.</summary>
    public long SyncDeadline { get; set; } = Deadline.None;

    /// <summary>
    /// The topics of all members; null when the group is not one of consumers or is being rebalanced.
    /// </summary>
    public IReadOnlySet<string>? SubscribedTopics { get; set; }

    public bool IsOfConsumers => ProtocolType == ClassicProtocol.ConsumerType;

    public int RebalanceTimeoutMs => _members.Count == 0 ? 0 : _members.Values.Max(member => member.RebalanceTimeoutMs);

    public bool AllMembersHaveJoined =>
        PendingMembers.Count == 0 && _members.Values.All(member => member.Joining is not null);

    public long NextDeadline
    {
        get
        {
            var next = Math.Min(JoinDeadline, SyncDeadline);
            foreach (var deadline in PendingMembers.Values)
                next = Math.Min(next, deadline);
            foreach (var member in _members.Values)
            {
                if (member.IsNew || (member.Joining is null && member.Syncing is null))
                    next = Math.Min(next, member.SessionDeadline);
            }

            return next;
        }
    }

    public ClassicMember? Member(string memberId) => _members.GetValueOrDefault(memberId);

    public ClassicMember? StaticMember(string instanceId) =>
        _staticMembers.TryGetValue(instanceId, out var memberId) ? _members[memberId] : null;

    /// <summary>Whether the request comes from a member of the group, and not from one that another has replaced.
    /// </summary>
    public ErrorCode Check(string memberId, string? instanceId)
    {
        if (instanceId is null)
            return _members.ContainsKey(memberId) ? ErrorCode.None : ErrorCode.UnknownMemberId;
        if (!_staticMembers.TryGetValue(instanceId, out var current))
            return ErrorCode.UnknownMemberId;
        return current == memberId ? ErrorCode.None : ErrorCode.FencedInstanceId;
    }

    public void Add(ClassicMember member)
    {
        _members.Add(member.MemberId, member);
        if (member.InstanceId is not null)
            _staticMembers[member.InstanceId] = member.MemberId;
        Leader ??= member.MemberId;
        PendingMembers.Remove(member.MemberId);
    }

    public void Remove(ClassicMember member)
    {
        _members.Remove(member.MemberId);
        PendingSyncs.Remove(member.MemberId);
        if (member.InstanceId is not null)
            _staticMembers.Remove(member.InstanceId);
        if (Leader == member.MemberId)
            Leader = _members.Count == 0 ? null : _members.GetAt(0).Key;
    }

    /// <summary>Puts a member's new self in its place: same instance, new member id.</summary>
    public void Replace(ClassicMember old, ClassicMember member)
    {
        var index = _members.IndexOf(old.MemberId);
        _members.RemoveAt(index);
        _members.Insert(index, member.MemberId, member);
        _staticMembers[member.InstanceId!] = member.MemberId;
        if (PendingSyncs.Remove(old.MemberId))
            PendingSyncs.Add(member.MemberId);
        if (Leader == old.MemberId)
            Leader = member.MemberId;
    }

    public void MoveTo(ClassicState state, long nowMs)
    {
        PreviousState = State;
        State = state;
        StateSinceMs = nowMs;
    }

    /// <summary>What the group looks like when it is read from the log: nobody is in the middle of anything.</summary>
    public void Restore(long stateSinceMs)
    {
        State = _members.Count == 0 ? ClassicState.Empty : ClassicState.Stable;
        PreviousState = State;
        StateSinceMs = stateSinceMs;
        SubscribedTopics = Subscriptions.TopicsOf(this);
    }
}

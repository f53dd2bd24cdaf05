using OrleansBroker.Coordination.Shard;
using OrleansBroker.Protocol;

namespace OrleansBroker.Coordination.Consumer;

/// <summary>
/// A group of the consumer protocol (KIP-848): members, what each has, and what each shall have. Durable facts change
/// only by the methods that <see cref="ConsumerRecords"/> calls when a record is applied. Single-threaded.
/// </summary>
internal sealed class ConsumerGroup
{
    private const long NoCatalog = -1;

    private readonly OrderedDictionary<string, ConsumerMember> _members = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _staticMembers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PartitionSet> _targets = new(StringComparer.Ordinal);
    private readonly Dictionary<TopicIdPartition, string> _holders = [];

    /// <summary>Grows whenever members, subscriptions or topics change.</summary>
    public int Epoch { get; set; }

    /// <summary>A fingerprint of the topics to which the group is subscribed.</summary>
    public long MetadataHash { get; set; }

    /// <summary>The group epoch for which the target was computed.</summary>
    public int AssignmentEpoch { get; set; }

    /// <summary>The time of day when the target was computed; 0 before, or where an older broker did it.</summary>
    public long AssignedAtMs { get; set; }

    /// <summary>The catalog that was last looked at; not durable.</summary>
    public long SeenCatalogVersion { get; set; } = NoCatalog;

    public Dictionary<string, ResolvedRegex> Regexes { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// Member ids that were given to classic clients and not yet used, with the time until which they are good. Not
    /// durable: whoever comes with another id has been put out, and must hear it before it goes on.
    /// </summary>
    public Dictionary<string, long> PendingMembers { get; } = new(StringComparer.Ordinal);

    /// <summary>In the order in which they joined.</summary>
    public IReadOnlyCollection<ConsumerMember> Members => _members.Values;

    public string State =>
        _members.Count == 0 ? "Empty"
        : Epoch > AssignmentEpoch ? "Assigning"
        : _members.Values.All(member => member.Current.IsReconciledTo(AssignmentEpoch)) ? "Stable"
        : "Reconciling";

    public long NextDeadline =>
        _members.Values.Select(member => member.NextDeadline)
            .Concat(PendingMembers.Values)
            .DefaultIfEmpty(Deadline.None)
            .Min();

    public ConsumerMember? Member(string memberId) => _members.GetValueOrDefault(memberId);

    public ConsumerMember? StaticMember(string instanceId) =>
        _staticMembers.TryGetValue(instanceId, out var memberId) ? Member(memberId) : null;

    public PartitionSet Target(string memberId) => _targets.GetValueOrDefault(memberId, PartitionSet.Empty);

    public bool HasTarget(string memberId) => _targets.ContainsKey(memberId);

    public bool IsHeldByOther(TopicIdPartition partition, string memberId) =>
        _holders.TryGetValue(partition, out var holder) && holder != memberId;

    /// <summary>Whether a member asks for the topic, by name or by a regular expression.</summary>
    public bool IsSubscribedTo(string topic) => _members.Values.Any(member => TopicsOf(member).Contains(topic));

    /// <summary>The names of the topics for which a member asks.</summary>
    public IEnumerable<string> TopicsOf(ConsumerMember member)
    {
        var names = member.Subscription.TopicNames;
        return member.Subscription.TopicRegex is { } regex && Regexes.TryGetValue(regex, out var resolved)
            ? names.Union(resolved.Topics, StringComparer.Ordinal)
            : names;
    }

    public void SetSubscription(string memberId, MemberSubscription subscription)
    {
        var member = GetOrAdd(memberId);
        if (member.InstanceId is not null && member.InstanceId != subscription.InstanceId)
            _staticMembers.Remove(member.InstanceId);
        if (subscription.InstanceId is not null)
            _staticMembers[subscription.InstanceId] = memberId;
        member.Subscription = subscription;
    }

    public void Remove(string memberId)
    {
        if (!_members.TryGetValue(memberId, out var member))
            return;
        Release(member);
        _members.Remove(memberId);
        _targets.Remove(memberId);
        if (member.InstanceId is not null && _staticMembers.GetValueOrDefault(member.InstanceId) == memberId)
            _staticMembers.Remove(member.InstanceId);
    }

    /// <summary>How to bring the member back as it is now, in its place among the others.</summary>
    public Action RememberMember(string memberId)
    {
        if (Member(memberId) is not { } member)
            return () => Remove(memberId);
        var (index, subscription) = (_members.IndexOf(memberId), member.Subscription);
        return () =>
        {
            if (!_members.ContainsKey(memberId))
                _members.Insert(index, memberId, member);
            SetSubscription(memberId, subscription);
        };
    }

    /// <summary>Lets the next request look at the topics as if they had changed.</summary>
    public void ForgetSeenCatalog() => SeenCatalogVersion = NoCatalog;

    public void SetCurrent(string memberId, CurrentAssignment current)
    {
        var member = GetOrAdd(memberId);
        Release(member);
        member.Current = current;
        foreach (var partition in current.Held)
            _holders[partition] = memberId;
    }

    public void RemoveCurrent(string memberId)
    {
        if (Member(memberId) is not { } member)
            return;
        Release(member);
        member.Current = CurrentAssignment.None;
    }

    public void SetTarget(string memberId, PartitionSet target) => _targets[memberId] = target;

    public void RemoveTarget(string memberId) => _targets.Remove(memberId);

    private void Release(ConsumerMember member)
    {
        foreach (var partition in member.Current.Held)
        {
            if (_holders.GetValueOrDefault(partition) == member.MemberId)
                _holders.Remove(partition);
        }
    }

    private ConsumerMember GetOrAdd(string memberId)
    {
        if (!_members.TryGetValue(memberId, out var member))
            _members.Add(memberId, member = new ConsumerMember(memberId));
        return member;
    }
}

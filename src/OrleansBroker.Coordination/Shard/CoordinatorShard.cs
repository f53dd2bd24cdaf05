using OrleansBroker.Coordination.Classic;
using OrleansBroker.Coordination.Consumer;
using OrleansBroker.Coordination.Offsets;
using OrleansBroker.Coordination.Topics;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Coordination.Shard;

/// <summary>
/// The groups of one partition of <c>__consumer_offsets</c>, beside the partition's leader. Pure: it neither reads nor
/// writes, has no clock and no timer. Whoever hosts it
/// <list type="bullet">
/// <item>feeds it the partition's records (<see cref="Replay"/>) and then calls <see cref="CompleteLoad"/>;</item>
/// <item>wakes a group that is asleep (<see cref="IsAsleep"/>, <see cref="Wake"/>) before asking for it;</item>
/// <item>appends the records of each turn as one atomic batch, in the order of the turns, and reports the commit of
/// each (<see cref="Committed"/>), which releases answers;</item>
/// <item>comes back at <see cref="NextDeadline"/>;</item>
/// <item>drops the shard when an append fails, or the leader's epoch ends, and answers what still waits with
/// NOT_COORDINATOR.</item>
/// </list>
/// State is changed when a turn runs; what anybody is told waits until the group's last write is committed. Not
/// thread-safe: one call at a time. Times are milliseconds since the Unix epoch.
/// </summary>
public sealed partial class CoordinatorShard
{
    private readonly GroupOptions _options;
    private readonly Func<Guid> _newId;
    private readonly GroupRegistry _groups = new();
    private readonly HeldAnswers _held = new();
    private readonly Queue<UncommittedTurn> _uncommitted = new();
    private long _lastSequence;
    private long _committedSequence;

    /// <param name="options">What the operator has set.</param>
    /// <param name="newId">A source of unpredictable ids, for members that are given one.</param>
    public CoordinatorShard(GroupOptions options, Func<Guid> newId)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(newId);
        _options = options;
        _newId = newId;
    }

    /// <summary>The topics of the cluster; set again whenever they change. Groups take notice at their next request.
    /// </summary>
    public ITopicCatalog Topics { get; set; } = TopicCatalog.Empty;

    /// <summary>When <see cref="TryGetDue"/> will have something; <see cref="long.MaxValue"/> when nothing is due.
    /// </summary>
    public long NextDeadline => _groups.TryGetNext(out _, out var deadline) ? deadline : Deadline.None;

    /// <summary>The number of groups in memory.</summary>
    public int AwakeCount => _groups.Awake.Count;

    /// <summary>The number of groups of which only the positions are in memory.</summary>
    public int AsleepCount => _groups.AsleepCount;

    /// <summary>The offsets of the groups in memory, for metrics.</summary>
    public IEnumerable<(string GroupId, TopicPartition Partition, CommittedOffset Offset)> Offsets =>
        from @group in _groups.Awake
        from entry in @group.Offsets.All
        select (@group.Id, entry.Partition, entry.Offset);

    /// <summary>Applies a committed record while loading.</summary>
    /// <param name="record">The record.</param>
    /// <param name="position">Its offset in the partition.</param>
    /// <param name="producerId">Of a transactional batch the producer's id; otherwise -1.</param>
    public void Replay(in CoordinatorRecord record, long position, long producerId = -1)
    {
        var group = _groups.GetOrAdd(record.Key.GroupId);
        if (producerId >= 0)
        {
            group.ApplyPending(record, position, producerId);
            return;
        }

        group.Apply(record);
        group.Locate(record, position);
    }

    /// <summary>Applies a transaction marker, while loading or when it is committed.</summary>
    public void EndTransaction(long producerId, bool isCommitted)
    {
        foreach (var group in _groups.Awake)
            group.EndTransaction(producerId, isCommitted);
    }

    /// <summary>The whole partition was replayed: sessions begin anew, groups without members go to sleep.</summary>
    public void CompleteLoad(long nowMs)
    {
        foreach (var group in _groups.Awake.ToList())
        {
            var turn = Begin(group, nowMs);
            group.ExpiryDeadline = OffsetExpiry.NextCheck(group, _options, nowMs);
            if (group.Classic is { } classic)
                ClassicMembership.ExtendAllSessions(turn, classic);
            if (group.Consumer is { } consumer)
                ConsumerSessions.ExtendAll(turn, consumer);
            if (group.IsNothing)
                _groups.Forget(group.Id);
            else if (MaySleep(group))
                _groups.Sleep(group);
            else
                _groups.LookAt(group, group.NextDeadline);
        }
    }

    /// <summary>Whether the group has to be woken, with the records at these offsets, before it can be asked for.
    /// </summary>
    public bool IsAsleep(string groupId, out IReadOnlyList<long> positions)
    {
        var isAsleep = _groups.IsAsleep(groupId, out var group);
        positions = group?.Positions ?? [];
        return isAsleep;
    }

    /// <summary>Builds a sleeping group again from its own records.</summary>
    /// <exception cref="InvalidOperationException">The group is not asleep.</exception>
    public void Wake(string groupId, IEnumerable<(CoordinatorRecord Record, long Position)> records, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(records);
        var group = _groups.Wake(groupId);
        group.LastUsedMs = nowMs;
        foreach (var (record, position) in records.Where(entry => entry.Record.Key.GroupId == groupId))
        {
            group.Apply(record);
            group.Locate(record, position);
        }

        _groups.LookAt(group, Math.Min(group.NextDeadline, IdleDeadline(group)));
    }

    /// <summary>The append of a turn's records is committed: the high watermark covers it.</summary>
    /// <param name="sequence">The turn; turns are reported in their order.</param>
    /// <param name="baseOffset">The offset of the batch.</param>
    /// <returns>The answers that may be told now.</returns>
    public IReadOnlyList<Answer> Committed(long sequence, long baseOffset)
    {
        if (!_uncommitted.TryDequeue(out var turn) || turn.Sequence != sequence)
            throw new InvalidOperationException($"Turn {sequence} is not the next to be committed.");
        for (var i = 0; i < turn.Records.Count; i++)
            turn.Group.Locate(turn.Records[i], baseOffset + i);
        _committedSequence = sequence;
        ForgetIfNothing(turn.Group);
        return _held.Release(sequence);
    }

    /// <summary>A group whose time has come; it may have to be woken. Stays due until <see cref="OnDeadline"/> was
    /// called for it.</summary>
    public bool TryGetDue(long nowMs, out string groupId)
    {
        groupId = "";
        if (!_groups.TryGetNext(out var next, out var deadline) || deadline > nowMs)
            return false;
        groupId = next;
        return true;
    }

    /// <summary>Does what is due in a group: ends sessions, goes on with rebalances, lets offsets expire.</summary>
    public TurnResult OnDeadline(string groupId, long nowMs)
    {
        if (_groups.Find(groupId) is not { } group)
            return new TurnResult(0, [], []);
        group.QueuedDeadline = Deadline.None;
        var turn = Begin(group, nowMs);
        if (group.Classic is { } classic)
            ClassicMembership.OnDeadline(turn, classic);
        if (group.Consumer is { } consumer)
            ConsumerSessions.OnDeadline(turn, consumer);
        if (group.ExpiryDeadline <= nowMs)
        {
            OffsetExpiry.Run(turn);
            group.ExpiryDeadline = OffsetExpiry.NextCheck(group, _options, nowMs);
        }

        var result = End(turn);
        var isIdle = IdleDeadline(group) <= nowMs;
        if (isIdle && MaySleep(group))
        {
            _groups.Sleep(group);
            return result;
        }

        // What holds an idle group awake, such as an append under way, is looked at again after the same time.
        if (isIdle)
            group.LastUsedMs = nowMs;
        _groups.LookAt(group, Math.Max(nowMs + 1, Math.Min(group.NextDeadline, IdleDeadline(group))));
        return result;
    }

    private GroupTurn Begin(Group group, long nowMs) => new(group, nowMs, _options, Topics, _newId);

    private TurnResult End(GroupTurn turn)
    {
        var group = turn.Group;
        if (turn.Records.Count > 0)
        {
            group.LastSequence = ++_lastSequence;
            _uncommitted.Enqueue(new UncommittedTurn(_lastSequence, group, turn.Records));
            if (group.ExpiryDeadline == Deadline.None)
                group.ExpiryDeadline = turn.NowMs + (long)_options.OffsetsRetentionCheckInterval.TotalMilliseconds;
        }

        var next = Math.Min(turn.EarliestDeadline, group.ExpiryDeadline);
        _groups.LookAt(group, Math.Min(next, IdleDeadline(group)));
        ForgetIfNothing(group);
        var sequence = turn.Records.Count > 0 ? _lastSequence : 0;
        return new TurnResult(sequence, turn.Records, ReleaseOrHold(turn.Answers, group.LastSequence));
    }

    private List<Answer> ReleaseOrHold(List<Answer> answers, long sequence)
    {
        if (sequence <= _committedSequence)
            return answers;
        foreach (var answer in answers)
            _held.Hold(answer, sequence);
        return [];
    }

    private long IdleDeadline(Group group) =>
        group.HasNoMembers ? group.LastUsedMs + (long)_options.IdleTime.TotalMilliseconds : Deadline.None;

    private bool MaySleep(Group group) =>
        group.HasNoMembers
        && group.Offsets.Pending.IsEmpty
        && group.Positions.Count > 0
        && group.LastSequence <= _committedSequence;

    private void ForgetIfNothing(Group group)
    {
        if (group.IsNothing && group.LastSequence <= _committedSequence)
            _groups.Forget(group.Id);
    }

    private sealed record UncommittedTurn(long Sequence, Group Group, IReadOnlyList<CoordinatorRecord> Records);
}

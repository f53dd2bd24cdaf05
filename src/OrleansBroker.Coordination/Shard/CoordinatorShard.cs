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
/// <item>wakes a group that is asleep (<see cref="IsAsleep"/>, <see cref="BeginWake"/>, <see cref="Wake"/>) before
/// asking for it;</item>
/// <item>appends the records of each turn as one atomic batch of at most <see cref="MaxBatchBytes"/>, in the order of
/// the turns, and reports the commit of each (<see cref="Committed"/>), which releases answers;</item>
/// <item>comes back at <see cref="NextDeadline"/>;</item>
/// <item>drops the shard when an append fails, or the leader's epoch ends, and answers what still waits with
/// NOT_COORDINATOR.</item>
/// </list>
/// State is changed when a turn runs; what anybody is told waits until the group's last write is committed. Not
/// thread-safe: one call at a time. Times are milliseconds of a clock that nobody sets, so that a jump of the time of
/// day ends no session; <see cref="UnixTimeAtZeroMs"/> leads from it to what is written down.
/// </summary>
public sealed partial class CoordinatorShard
{
    private const int RetryMs = 1_000;

    private readonly TurnScope _scope;
    private readonly NamePool _names = new();
    private readonly GroupRegistry _groups;
    private readonly Dictionary<long, HashSet<Group>> _openTransactions = [];
    private readonly HeldAnswers _held = new();
    private readonly Queue<UncommittedTurn> _uncommitted = new();
    private long _lastSequence;
    private long _committedSequence;
    private RecordReplay? _replay;

    /// <param name="options">What the operator has set.</param>
    /// <param name="newId">A source of unpredictable ids, for members that are given one.</param>
    public CoordinatorShard(GroupOptions options, Func<Guid> newId)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(newId);
        _scope = new TurnScope(options, newId);
        _groups = new GroupRegistry(_names);
        _replay = new RecordReplay(_groups, _names);
    }

    /// <summary>The topics of the cluster; set again whenever they change. Groups take notice at their next request.
    /// </summary>
    public ITopicCatalog Topics
    {
        get => _scope.Topics;
        set => _scope.Topics = value;
    }

    /// <summary>What the operator has set; what is set anew counts from the next request on.</summary>
    public GroupOptions Options
    {
        get => _scope.Options;
        set => _scope.Options = value;
    }

    /// <summary>The time of day, in milliseconds since the Unix epoch, at the zero of the clock that turns are given.
    /// </summary>
    public long UnixTimeAtZeroMs
    {
        get => _scope.UnixTimeAtZeroMs;
        set => _scope.UnixTimeAtZeroMs = value;
    }

    /// <summary>
    /// Most bytes that one batch may have. A turn that would write more changes nothing and is refused; one of nothing
    /// but tombstones is not bound by it, because these may be appended in several batches.
    /// </summary>
    public int MaxBatchBytes
    {
        get => _scope.MaxBatchBytes;
        set => _scope.MaxBatchBytes = value;
    }

    /// <summary>When <see cref="TryGetDue"/> will have something; <see cref="long.MaxValue"/> when nothing is due.
    /// </summary>
    public long NextDeadline => _groups.TryGetNext(out _, out var deadline) ? deadline : Deadline.None;

    /// <summary>The number of groups in memory.</summary>
    public int AwakeCount => _groups.Awake.Count;

    /// <summary>The number of groups of which only the positions are in memory.</summary>
    public int AsleepCount => _groups.AsleepCount;

    /// <summary>How many deadlines are kept, for tests: bounded by the number of groups.</summary>
    internal int DeadlineCount => _groups.DeadlineCount;

    /// <summary>The offsets of all groups, sleeping ones included, for metrics.</summary>
    public IEnumerable<GroupOffset> Offsets
    {
        get
        {
            foreach (var group in _groups.Awake)
            {
                foreach (var (partition, offset) in group.Offsets.All)
                    yield return new GroupOffset(group.Id, partition, offset.TopicId, offset.Offset);
            }

            foreach (var (groupId, asleep) in _groups.Asleep)
            {
                foreach (var topic in asleep.Topics)
                {
                    foreach (var mark in topic.Marks)
                        yield return new(groupId, new(topic.Name, mark.Partition), topic.Id, mark.Offset);
                }
            }
        }
    }

    /// <summary>The append of a turn's records is committed: the high watermark covers it.</summary>
    /// <param name="sequence">The turn; turns are reported in their order.</param>
    /// <param name="baseOffset">The offset of the batch.</param>
    /// <returns>The answers that may be told now.</returns>
    public IReadOnlyList<Answer> Committed(long sequence, long baseOffset)
    {
        if (!_uncommitted.TryDequeue(out var turn) || turn.Sequence != sequence)
            throw new InvalidOperationException($"Turn {sequence} is not the next to be committed.");
        _committedSequence = sequence;
        if (turn.Group is { } group)
        {
            for (var i = 0; i < turn.Records.Count; i++)
                group.Locate(turn.Records[i], baseOffset + i);
            ForgetIfNothing(group);
        }

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
            group.ExpiryDeadline = OffsetExpiry.NextCheck(turn);
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
        var soonest = nowMs + (result.Refused == ErrorCode.None ? 1 : RetryMs);
        _groups.LookAt(group, Math.Max(soonest, Math.Min(group.NextDeadline, IdleDeadline(group))));
        return result;
    }

    private GroupTurn Begin(Group group, long nowMs) => new(group, nowMs, _scope);

    private TurnResult End(GroupTurn turn)
    {
        var group = turn.Group;
        var isTakenBack = turn.TakeBackIfTooLarge();
        if (turn.Records.Count > 0)
        {
            group.LastSequence = ++_lastSequence;
            _uncommitted.Enqueue(new UncommittedTurn(_lastSequence, group, turn.Records));
            if (group.ExpiryDeadline == Deadline.None)
                group.ExpiryDeadline = turn.NowMs + (long)Options.OffsetsRetentionCheckInterval.TotalMilliseconds;
        }

        var next = Math.Min(turn.EarliestDeadline, group.ExpiryDeadline);
        _groups.LookAt(group, Math.Min(next, IdleDeadline(group)));
        ForgetIfNothing(group);
        var sequence = turn.Records.Count > 0 ? _lastSequence : 0;
        return new TurnResult(sequence, turn.Records, ReleaseOrHold(turn.Answers, group.LastSequence))
        {
            Refused = isTakenBack ? ErrorCode.UnknownServerError : ErrorCode.None,
        };
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
        group.HasNoMembers ? group.LastUsedMs + (long)Options.IdleTime.TotalMilliseconds : Deadline.None;

    private void ForgetIfNothing(Group group)
    {
        if (group.IsNothing && group.LastSequence <= _committedSequence)
            _groups.Forget(group.Id);
    }

    /// <param name="Sequence">The turn's number.</param>
    /// <param name="Group">Its group; null for tombstones of sleeping groups.</param>
    /// <param name="Records">What it has written.</param>
    private sealed record UncommittedTurn(long Sequence, Group? Group, IReadOnlyList<CoordinatorRecord> Records);
}

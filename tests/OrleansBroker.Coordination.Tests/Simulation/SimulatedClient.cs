using OrleansBroker.Coordination.Shard;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Coordination.Tests.Simulation;

/// <summary>
/// A consumer as the coordinator sees one: it has one request under way at a time, reads what it owns from the offset
/// that was committed, and commits how far it has come.
/// </summary>
internal abstract class SimulatedClient(SimulatedWorld world, string? instanceId)
{
    private const short FetchVersion = 9;
    private const short CommitVersion = 9;

    private Ticket? _waiting;
    private int _sentInTerm;
    private Action<IMessage>? _onAnswer;

    public string MemberId { get; protected set; } = "";

    /// <summary>The name under which a static member comes back; null for others.</summary>
    public string? InstanceId => instanceId;

    public bool IsPaused { get; set; }

    /// <summary>The offset of the next record to read, for each partition that the client owns.</summary>
    public Dictionary<TopicPartition, long> Positions { get; } = [];

    /// <summary>Whether the client has nothing to do but to read.</summary>
    public abstract bool IsSettled { get; }

    /// <summary>Whether it has seen the topics as they are and does not mean to join again.</summary>
    public virtual bool IsUpToDate => true;

    protected bool IsWaiting => _waiting is not null;

    protected Coordinator Coordinator => world.Coordinator;

    protected IReadOnlyList<string> Topics => world.Topics;

    /// <summary>The generation or member epoch that the client has last heard of.</summary>
    public abstract int Generation { get; }

    /// <summary>Lets the client do the next thing.</summary>
    public void Step()
    {
        if (IsPaused)
            return;
        if (_waiting is { } ticket)
        {
            if (Coordinator.TryTake(ticket, out var answer))
                Receive(answer);
            else if (Coordinator.Moves != _sentInTerm)
                Lose();
            return;
        }

        if (IsSettled && Positions.Count > 0 && world.Random.Next(3) == 0)
            Commit();
        else
            Act();
    }

    /// <summary>Goes, and says so.</summary>
    public abstract void Leave();

    /// <summary>A static member starts anew under its instance id: it knows nothing of what it was.</summary>
    public void Restart()
    {
        _waiting = null;
        Positions.Clear();
        OnRestart();
    }

    protected abstract void OnRestart();

    /// <summary>Waits no longer for an answer.</summary>
    protected void Abandon() => _waiting = null;

    protected void Saw(SimulationEvent what) => world.Coverage.Saw(what);

    /// <summary>Sends what is due, when nothing is to be committed.</summary>
    protected abstract void Act();

    /// <summary>The answer never came: what was asked may have been done or not.</summary>
    protected abstract void OnLost();

    protected abstract void OnFenced(ErrorCode error);

    protected void Send<T>(
        short version, Func<CoordinatorShard, RequestContext, TurnResult> request, Action<T> onAnswer)
        where T : class, IMessage
    {
        _waiting = Coordinator.Run(Coordinator.Context(version), request);
        _sentInTerm = Coordinator.Moves;
        _onAnswer = answer => onAnswer((T)answer);
    }

    /// <summary>Takes on what is assigned and gives up the rest.</summary>
    protected void Own(IReadOnlyCollection<TopicPartition> assigned)
    {
        foreach (var partition in Positions.Keys.Except(assigned).ToList())
            Positions.Remove(partition);
        var added = assigned.Except(Positions.Keys).ToList();
        if (added.Count > 0)
            FetchPositions(added);
    }

    private void Receive(IMessage answer)
    {
        _waiting = null;
        if (world.Random.Next(50) != 0)
        {
            _onAnswer!(answer);
            return;
        }

        Saw(SimulationEvent.AnswerLost);
        OnLost();
    }

    private void Lose()
    {
        _waiting = null;
        OnLost();
    }

    /// <summary>Nothing is read from a partition before its offset is known; an answer that is lost is asked again.
    /// </summary>
    private void FetchPositions(List<TopicPartition> added)
    {
        var request = new OffsetFetchRequest.OffsetFetchRequestGroup
        {
            GroupId = Requests.GroupId,
            Topics =
            [
                .. added.GroupBy(partition => partition.Topic).Select(topic =>
                    new OffsetFetchRequest.OffsetFetchRequestTopics
                    {
                        Name = topic.Key, PartitionIndexes = [.. topic.Select(partition => partition.Partition)],
                    }),
            ],
        };
        foreach (var partition in added)
            Positions[partition] = CommitLedger.Unknown;
        Send<OffsetFetchResponse>(
            FetchVersion,
            (shard, context) => shard.OffsetFetch(context, request, requireStable: true, Coordinator.NowMs),
            answer =>
            {
                foreach (var topic in answer.Groups[0].Topics)
                {
                    foreach (var partition in topic.Partitions)
                    {
                        var key = new TopicPartition(topic.Name, partition.PartitionIndex);
                        if (Positions.ContainsKey(key))
                            Positions[key] = Math.Max(0, partition.CommittedOffset);
                    }
                }
            });
    }

    private void Commit()
    {
        var unknown = Positions.Where(entry => entry.Value == CommitLedger.Unknown).Select(e => e.Key).ToList();
        if (unknown.Count > 0)
        {
            FetchPositions(unknown);
            return;
        }

        foreach (var partition in Positions.Keys.ToList())
            Positions[partition] += world.Random.Next(5);
        var request = new OffsetCommitRequest
        {
            GroupId = Requests.GroupId,
            MemberId = MemberId,
            GroupInstanceId = InstanceId,
            GenerationIdOrMemberEpoch = Generation,
            Topics =
            [
                .. Positions.GroupBy(entry => entry.Key.Topic).Select(topic =>
                    new OffsetCommitRequest.OffsetCommitRequestTopic
                    {
                        Name = topic.Key,
                        Partitions =
                        [
                            .. topic.Select(entry => new OffsetCommitRequest.OffsetCommitRequestPartition
                            {
                                PartitionIndex = entry.Key.Partition, CommittedOffset = entry.Value,
                            }),
                        ],
                    }),
            ],
        };
        Send<OffsetCommitResponse>(
            CommitVersion,
            (shard, context) => shard.OffsetCommit(context, request, Coordinator.NowMs),
            answer => OnCommitted(request, answer));
    }

    private void OnCommitted(OffsetCommitRequest request, OffsetCommitResponse answer)
    {
        var error = answer.Topics.SelectMany(topic => topic.Partitions).Select(p => p.ErrorCode).Max();
        Saw(error == ErrorCode.None ? SimulationEvent.OffsetAcknowledged : SimulationEvent.OffsetRefused);
        if (error == ErrorCode.None)
            world.Ledger.Acknowledge(request);
        else if (error is ErrorCode.UnknownMemberId or ErrorCode.IllegalGeneration or ErrorCode.FencedInstanceId)
            OnFenced(error);
    }
}

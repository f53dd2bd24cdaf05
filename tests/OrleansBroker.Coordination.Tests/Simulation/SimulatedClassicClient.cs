using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;
using OrleansBroker.Protocol.Wire;

namespace OrleansBroker.Coordination.Tests.Simulation;

/// <summary>A client of the classic protocol, which gives up everything before it joins again (eager) or only what is
/// taken from it afterwards (cooperative).</summary>
internal sealed class SimulatedClassicClient(SimulatedWorld world, bool isCooperative, string? instanceId)
    : SimulatedClient(world, instanceId)
{
    private const int NoGeneration = -1;
    private const short SubscriptionVersion = 3;

    private int _generation = NoGeneration;
    private int _partitionCount;
    private bool _mustJoin = true;
    private JoinGroupResponse? _joined;

    public override bool IsSettled => !_mustJoin && _joined is null && !IsWaiting;

    public override bool IsUpToDate => !_mustJoin && _joined is null && _partitionCount == CountPartitions();

    public override int Generation => _generation;

    private string Protocol => isCooperative ? "cooperative-sticky" : "range";

    public override void Leave()
    {
        Positions.Clear();
        var request = new LeaveGroupRequest
        {
            GroupId = Requests.GroupId,
            Members = [new() { MemberId = MemberId, GroupInstanceId = InstanceId }],
        };
        Send<LeaveGroupResponse>(
            5, (shard, context) => shard.LeaveGroup(context, request, Coordinator.NowMs), _ => { });
    }

    protected override void Act()
    {
        if (_mustJoin)
            Join();
        else if (_joined is { } joined)
            Sync(joined);
        else
            Beat();
    }

    protected override void OnRestart()
    {
        (MemberId, _generation) = ("", NoGeneration);
        JoinAgain();
    }

    protected override void OnLost()
    {
        if (_joined is not null || _mustJoin)
            JoinAgain();
    }

    protected override void OnFenced(ErrorCode error)
    {
        Saw(SimulationEvent.Rejoined);
        Positions.Clear();
        _generation = NoGeneration;
        if (error is ErrorCode.UnknownMemberId or ErrorCode.FencedInstanceId)
            MemberId = "";
        JoinAgain();
    }

    private void JoinAgain()
    {
        _joined = null;
        _mustJoin = true;
    }

    private void Join()
    {
        if (!isCooperative)
            Positions.Clear();
        _partitionCount = CountPartitions();
        var owned = Positions.Keys.GroupBy(p => p.Topic)
            .Select(topic => (topic.Key, topic.Select(p => p.Partition).ToArray())).ToArray();
        var request = new JoinGroupRequest
        {
            GroupId = Requests.GroupId,
            MemberId = MemberId,
            GroupInstanceId = InstanceId,
            SessionTimeoutMs = 10_000,
            RebalanceTimeoutMs = 20_000,
            ProtocolType = "consumer",
            Protocols = [new() { Name = Protocol, Metadata = Requests.Subscription([.. Topics], owned, _generation) }],
        };
        Send<JoinGroupResponse>(
            9, (shard, context) => shard.JoinGroup(context, request, Coordinator.NowMs), OnJoined);
    }

    private void OnJoined(JoinGroupResponse answer)
    {
        if (answer.ErrorCode == ErrorCode.MemberIdRequired)
        {
            MemberId = answer.MemberId;
        }
        else if (answer.ErrorCode == ErrorCode.None)
        {
            (MemberId, _generation, _joined, _mustJoin) = (answer.MemberId, answer.GenerationId, answer, false);

            // A leader that is back and must not assign cannot know what has changed while it was away.
            if (answer.SkipAssignment)
                _partitionCount = 0;
        }
        else if (answer.ErrorCode is ErrorCode.UnknownMemberId or ErrorCode.InconsistentGroupProtocol
            or ErrorCode.FencedInstanceId)
        {
            OnFenced(answer.ErrorCode);
        }
    }

    private void Sync(JoinGroupResponse joined)
    {
        var request = new SyncGroupRequest
        {
            GroupId = Requests.GroupId,
            MemberId = MemberId,
            GroupInstanceId = InstanceId,
            GenerationId = joined.GenerationId,
            Assignments = joined.Leader == MemberId ? LeaderAssignor.Assign(Coordinator, joined, isCooperative) : [],
        };
        Send<SyncGroupResponse>(
            5, (shard, context) => shard.SyncGroup(context, request, Coordinator.NowMs), OnSynced);
    }

    private void OnSynced(SyncGroupResponse answer)
    {
        _joined = null;
        if (answer.ErrorCode == ErrorCode.RebalanceInProgress)
        {
            JoinAgain();
            return;
        }

        if (answer.ErrorCode != ErrorCode.None)
        {
            OnFenced(answer.ErrorCode);
            return;
        }

        var assigned = ReadAssignment(answer.Assignment);
        if (isCooperative && Positions.Keys.Except(assigned).Any())
            JoinAgain();
        Own(assigned);
    }

    private void Beat()
    {
        var request = new HeartbeatRequest
        {
            GroupId = Requests.GroupId,
            MemberId = MemberId,
            GroupInstanceId = InstanceId,
            GenerationId = _generation,
        };
        Send<HeartbeatResponse>(4, (shard, context) => shard.Heartbeat(context, request, Coordinator.NowMs), answer =>
        {
            if (answer.ErrorCode == ErrorCode.RebalanceInProgress || SeesNewPartitions(answer))
                JoinAgain();
            else if (answer.ErrorCode != ErrorCode.None)
                OnFenced(answer.ErrorCode);
        });
    }

    /// <summary>A leader watches the topics; here every member does, sparingly.</summary>
    private bool SeesNewPartitions(HeartbeatResponse answer) =>
        answer.ErrorCode == ErrorCode.None && CountPartitions() != _partitionCount;

    private int CountPartitions() => Topics.Sum(topic => Coordinator.Get(topic).PartitionCount);

    private static List<TopicPartition> ReadAssignment(byte[] bytes)
    {
        if (bytes.Length == 0)
            return [];
        var reader = new WireReader(bytes.AsMemory(sizeof(short)));
        return
        [
            .. ConsumerProtocolAssignment.Read(ref reader, SubscriptionVersion).AssignedPartitions
                .SelectMany(topic => topic.Partitions.Select(p => new TopicPartition(topic.Topic, p))),
        ];
    }
}

using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Coordination.Tests.Simulation;

/// <summary>A client of the consumer protocol.</summary>
internal sealed class SimulatedConsumer : SimulatedClient
{
    private readonly string _name;
    private int _epoch;
    private int _lives;
    private bool _tellAll = true;

    public SimulatedConsumer(SimulatedWorld world, string name, string? instanceId)
        : base(world, instanceId) => MemberId = _name = name;

    public override bool IsSettled => _epoch > 0 && !IsWaiting;

    public override int Generation => _epoch;

    public override void Leave()
    {
        Positions.Clear();
        Beat(-1, _ => { });
    }

    protected override void Act() => Beat(_epoch, Receive);

    /// <summary>It says that it will be back, else its place would not be free, and is, with a new id.</summary>
    protected override void OnRestart()
    {
        Beat(-2, _ => { });
        Abandon();
        MemberId = $"{_name}-{++_lives}";
        (_epoch, _tellAll) = (0, true);
    }

    protected override void OnLost() => _tellAll = true;

    protected override void OnFenced(ErrorCode error)
    {
        Saw(SimulationEvent.Rejoined);
        Positions.Clear();
        _epoch = 0;
        _tellAll = true;
    }

    private void Beat(int epoch, Action<ConsumerGroupHeartbeatResponse> onAnswer)
    {
        var request = new ConsumerGroupHeartbeatRequest
        {
            GroupId = Requests.GroupId,
            MemberId = MemberId,
            MemberEpoch = epoch,
            InstanceId = InstanceId,
            RebalanceTimeoutMs = _tellAll ? 20_000 : -1,
            SubscribedTopicNames = _tellAll ? [.. Topics] : null,
            TopicPartitions =
            [
                .. Positions.Keys.GroupBy(partition => partition.Topic).Select(topic =>
                    new ConsumerGroupHeartbeatRequest.TopicPartitionsData
                    {
                        TopicId = Coordinator.Get(topic.Key).Id, Partitions = [.. topic.Select(p => p.Partition)],
                    }),
            ],
        };
        Send(1, (shard, context) => shard.ConsumerGroupHeartbeat(context, request, Coordinator.NowMs), onAnswer);
    }

    private void Receive(ConsumerGroupHeartbeatResponse answer)
    {
        if (answer.ErrorCode != ErrorCode.None)
        {
            OnFenced(answer.ErrorCode);
            return;
        }

        _epoch = answer.MemberEpoch;
        _tellAll = false;
        if (answer.Assignment is { } assignment)
            Own([.. assignment.TopicPartitions.SelectMany(NamesOf)]);
    }

    private IEnumerable<TopicPartition> NamesOf(ConsumerGroupHeartbeatResponse.TopicPartitions topic)
    {
        Assert.True(Coordinator.Topics.TryGet(topic.TopicId, out var info));
        return topic.Partitions.Select(partition => new TopicPartition(info.Name, partition));
    }
}

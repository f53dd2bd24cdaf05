using OrleansBroker.Coordination.Shard;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Coordination.Tests.Shard;

/// <summary>
/// Requests that are not in order, each with the error that Kafka gives, sent to a group at peace: nothing is written,
/// and the members go on as if nobody had asked.
/// </summary>
public class BadInputTests
{
    private const string Long = "0123456789";

    private readonly Coordinator _coordinator = new();

    public BadInputTests() => _coordinator.Topic("t", 4);

    public static TheoryData<string, ErrorCode> ToClassicGroup => new()
    {
        { "join of an unknown member", ErrorCode.UnknownMemberId },
        { "join of a fenced instance", ErrorCode.FencedInstanceId },
        { "join with an unknown instance and member", ErrorCode.UnknownMemberId },
        { "join with another type", ErrorCode.InconsistentGroupProtocol },
        { "join with protocols that nobody shares", ErrorCode.InconsistentGroupProtocol },
        { "join with too short a session", ErrorCode.InvalidSessionTimeout },
        { "join of the group without a name", ErrorCode.InvalidGroupId },
        { "sync of an unknown member", ErrorCode.UnknownMemberId },
        { "sync in an old generation", ErrorCode.IllegalGeneration },
        { "sync in a generation to come", ErrorCode.IllegalGeneration },
        { "sync of a fenced instance", ErrorCode.FencedInstanceId },
        { "sync with another protocol", ErrorCode.InconsistentGroupProtocol },
        { "heartbeat of an unknown member", ErrorCode.UnknownMemberId },
        { "heartbeat in an old generation", ErrorCode.IllegalGeneration },
        { "heartbeat of a fenced instance", ErrorCode.FencedInstanceId },
        { "leave of an unknown member", ErrorCode.UnknownMemberId },
        { "leave of a fenced instance", ErrorCode.FencedInstanceId },
        { "commit of an unknown member", ErrorCode.UnknownMemberId },
        { "commit in an old generation", ErrorCode.IllegalGeneration },
        { "commit of a fenced instance", ErrorCode.FencedInstanceId },
        { "commit of nobody", ErrorCode.UnknownMemberId },
        { "commit of too much metadata", ErrorCode.OffsetMetadataTooLarge },
        { "commit for no topic", ErrorCode.UnknownTopicOrPartition },
        { "commit for no partition", ErrorCode.UnknownTopicOrPartition },
        { "commit for a negative partition", ErrorCode.UnknownTopicOrPartition },
        { "commit of the group without a name", ErrorCode.GroupIdNotFound },
        { "deletion of a group in use", ErrorCode.NonEmptyGroup },
    };

    public static TheoryData<string, ErrorCode> ToConsumerGroup => new()
    {
        { "unknown member", ErrorCode.UnknownMemberId },
        { "epoch of the past", ErrorCode.FencedMemberEpoch },
        { "epoch of the future", ErrorCode.FencedMemberEpoch },
        { "impossible epoch", ErrorCode.InvalidRequest },
        { "unreleased instance", ErrorCode.UnreleasedInstanceId },
        { "fenced instance", ErrorCode.FencedInstanceId },
        { "unknown instance", ErrorCode.UnknownMemberId },
        { "leave of an unknown member", ErrorCode.UnknownMemberId },
        { "leave of a fenced instance", ErrorCode.FencedInstanceId },
        { "unknown assignor", ErrorCode.UnsupportedAssignor },
        { "bad expression", ErrorCode.InvalidRegularExpression },
        { "commit in an old version", ErrorCode.UnsupportedVersion },
        { "commit of an unknown member", ErrorCode.UnknownMemberId },
        { "commit in an epoch of the future", ErrorCode.StaleMemberEpoch },
        { "commit of nobody", ErrorCode.UnknownMemberId },
        { "fetch of an unknown member", ErrorCode.UnknownMemberId },
        { "fetch in another epoch", ErrorCode.StaleMemberEpoch },
        { "classic join of an unknown member", ErrorCode.UnknownMemberId },
        { "classic join without a protocol that consumers speak", ErrorCode.InconsistentGroupProtocol },
        { "classic heartbeat of a member of the other protocol", ErrorCode.UnknownMemberId },
        { "deletion of a group in use", ErrorCode.NonEmptyGroup },
    };

    [Theory]
    [MemberData(nameof(ToClassicGroup))]
    public void To_a_classic_group(string request, ErrorCode expected)
    {
        var member = Joined(_coordinator.Join(instanceId: "i")).MemberId;
        _coordinator.Answer<SyncGroupResponse>(_coordinator.Sync(member, 1, "i", (member, [7])));
        _coordinator.Commit(0, 5, member, 1, "i");
        var written = _coordinator.Log.Count;

        Assert.Equal(expected, SendToClassic(request, member));

        Assert.Equal(written, _coordinator.Log.Count);
        Assert.Equal(ErrorCode.None, _coordinator.Heartbeat(member, 1, "i"));
        Assert.Equal(5, _coordinator.FetchOffset(0));
        var described = _coordinator.Ask<DescribeGroupsResponse>(
            6, (shard, context) => shard.DescribeGroup(context, Requests.GroupId)).Groups[0];
        Assert.Equal("Stable", described.GroupState);
        Assert.Equal([7], Assert.Single(described.Members).MemberAssignment);
        Assert.Equal(1, _coordinator.Shard.AwakeCount);
    }

    [Theory]
    [MemberData(nameof(ToConsumerGroup))]
    public void To_a_consumer_group(string request, ErrorCode expected)
    {
        _coordinator.Beat("a", 0, instanceId: "i");
        _coordinator.Beat("b", 0);
        _coordinator.Beat("b", -1);
        _coordinator.Beat("a", 1, instanceId: "i");
        var epoch = _coordinator.Beat("a", 1, owned: PartitionSet.Empty, instanceId: "i").MemberEpoch;
        _coordinator.Commit(0, 5, "a", epoch);
        var written = _coordinator.Log.Count;

        Assert.Equal(expected, SendToConsumers(request, epoch));

        Assert.Equal(written, _coordinator.Log.Count);
        Assert.Equal(ErrorCode.None, _coordinator.Beat("a", epoch, instanceId: "i").ErrorCode);
        Assert.Equal(5, _coordinator.FetchOffset(0));
        var described = _coordinator.Ask<ConsumerGroupDescribeResponse>(
            1, (shard, context) => shard.ConsumerGroupDescribe(context, Requests.GroupId)).Groups[0];
        Assert.Equal(("Stable", "a"), (described.GroupState, Assert.Single(described.Members).MemberId));
    }

    private ErrorCode SendToClassic(string request, string member) => request switch
    {
        "join of an unknown member" => Joined(_coordinator.Join("nobody")).ErrorCode,
        "join of a fenced instance" => Joined(_coordinator.Join("old", instanceId: "i")).ErrorCode,
        "join with an unknown instance and member" => Joined(_coordinator.Join("old", instanceId: "j")).ErrorCode,
        "join with another type" => Joined(_coordinator.Join(protocolType: "connect")).ErrorCode,
        "join with protocols that nobody shares" => Joined(_coordinator.Join(protocol: "mine")).ErrorCode,
        "join with too short a session" => Joined(_coordinator.Join(sessionMs: 1)).ErrorCode,
        "join of the group without a name" => Joined(_coordinator.Join(groupId: "")).ErrorCode,
        "sync of an unknown member" => Sync("nobody", 1),
        "sync in an old generation" => Sync(member, 0, "i"),
        "sync in a generation to come" => Sync(member, 2, "i"),
        "sync of a fenced instance" => Sync("old", 1, "i"),
        "sync with another protocol" => Sync(member, 1, "i", "other"),
        "heartbeat of an unknown member" => _coordinator.Heartbeat("nobody", 1),
        "heartbeat in an old generation" => _coordinator.Heartbeat(member, 0, "i"),
        "heartbeat of a fenced instance" => _coordinator.Heartbeat("old", 1, "i"),
        "leave of an unknown member" => _coordinator.Leave(("nobody", null)).Members[0].ErrorCode,
        "leave of a fenced instance" => _coordinator.Leave(("old", "i")).Members[0].ErrorCode,
        "commit of an unknown member" => _coordinator.Commit(0, 9, "nobody", 1),
        "commit in an old generation" => _coordinator.Commit(0, 9, member, 0, "i"),
        "commit of a fenced instance" => _coordinator.Commit(0, 9, "old", 1, "i"),
        "commit of nobody" => _coordinator.Commit(0, 9),
        "commit of too much metadata" => _coordinator.Commit(
            0, 9, member, 1, "i", string.Concat(Enumerable.Repeat(Long, 410))),
        "commit for no topic" => _coordinator.Commit(0, 9, member, 1, "i", topic: "none"),
        "commit for no partition" => _coordinator.Commit(4, 9, member, 1, "i"),
        "commit for a negative partition" => _coordinator.Commit(-1, 9, member, 1, "i"),
        "commit of the group without a name" => _coordinator.Commit(0, 9, member, 1, "i", groupId: ""),
        _ => Delete(),
    };

    private ErrorCode SendToConsumers(string request, int epoch) => request switch
    {
        "unknown member" => _coordinator.Beat("nobody", epoch).ErrorCode,
        "epoch of the past" => _coordinator.Beat("a", 1, instanceId: "i", topics: ["t"]).ErrorCode,
        "epoch of the future" => _coordinator.Beat("a", epoch + 1, instanceId: "i").ErrorCode,
        "impossible epoch" => _coordinator.Beat("a", -3, instanceId: "i").ErrorCode,
        "unreleased instance" => _coordinator.Beat("c", 0, instanceId: "i").ErrorCode,
        "fenced instance" => _coordinator.Beat("c", epoch, instanceId: "i").ErrorCode,
        "unknown instance" => _coordinator.Beat("c", epoch, instanceId: "j").ErrorCode,
        "leave of an unknown member" => _coordinator.Beat("nobody", -1).ErrorCode,
        "leave of a fenced instance" => _coordinator.Beat("c", -1, instanceId: "i").ErrorCode,
        "unknown assignor" => _coordinator.Beat("c", 0, assignor: "mine").ErrorCode,
        "bad expression" => _coordinator.Beat("c", 0, regex: "(").ErrorCode,
        "commit in an old version" => _coordinator.Commit(0, 9, "a", epoch, version: 8),
        "commit of an unknown member" => _coordinator.Commit(0, 9, "nobody", epoch),
        "commit in an epoch of the future" => _coordinator.Commit(0, 9, "a", epoch + 1),
        "commit of nobody" => _coordinator.Commit(0, 9),
        "fetch of an unknown member" => _coordinator.Fetch(memberId: "nobody", epoch: epoch).ErrorCode,
        "fetch in another epoch" => _coordinator.Fetch(memberId: "a", epoch: epoch - 1).ErrorCode,
        "classic join of an unknown member" => Joined(_coordinator.Join("nobody")).ErrorCode,
        "classic join without a protocol that consumers speak" =>
            Joined(_coordinator.Join(metadata: [1])).ErrorCode,
        "classic heartbeat of a member of the other protocol" => _coordinator.Heartbeat("a", epoch),
        _ => Delete(),
    };

    private ErrorCode Sync(string member, int generation, string? instanceId = null, string? protocol = null)
    {
        var request = new SyncGroupRequest
        {
            GroupId = Requests.GroupId,
            MemberId = member,
            GenerationId = generation,
            GroupInstanceId = instanceId,
            ProtocolName = protocol,
        };
        return _coordinator.Ask<SyncGroupResponse>(
            5, (shard, context) => shard.SyncGroup(context, request, _coordinator.NowMs)).ErrorCode;
    }

    private ErrorCode Delete() => _coordinator.Ask<DeleteGroupsResponse>(
        2, (shard, context) => shard.DeleteGroup(context, Requests.GroupId, _coordinator.NowMs)).Results[0].ErrorCode;

    private JoinGroupResponse Joined(Ticket ticket) => _coordinator.Answer<JoinGroupResponse>(ticket);
}

using OrleansBroker.Coordination.Consumer;
using OrleansBroker.Coordination.Topics;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;
using OrleansBroker.Protocol.Wire;

namespace OrleansBroker.Coordination.Tests.Consumer;

public class MigrationTests
{
    private readonly Coordinator _coordinator = new();
    private readonly TopicInfo _topic;

    public MigrationTests() => _topic = _coordinator.Topic("t", 4);

    [Fact]
    public void A_classic_group_becomes_a_consumer_group_when_such_a_member_joins_and_nobody_loses_its_share()
    {
        var classic = StableClassicMember();
        var joined = _coordinator.Beat("new", 0);
        Assert.Equal((ErrorCode.None, 2, 0), (joined.ErrorCode, joined.MemberEpoch, Requests.AssignedTo(joined).Count));
        Assert.Equal(ErrorCode.RebalanceInProgress, _coordinator.Heartbeat(classic, 1));
        var rejoined = Rejoin(classic, owned: [0, 1, 2, 3], generation: 1);
        Assert.Equal((ErrorCode.None, 1, ""), (rejoined.ErrorCode, rejoined.GenerationId, rejoined.Leader));
        var kept = SyncedPartitions(classic, 1);
        Assert.Equal(2, kept.Length);
        Assert.Equal(ErrorCode.RebalanceInProgress, _coordinator.Heartbeat(classic, 1));
        Assert.Equal(2, Rejoin(classic, kept, generation: 1).GenerationId);
        Assert.Equal(kept, SyncedPartitions(classic, 2));
        Assert.Equal(ErrorCode.None, _coordinator.Heartbeat(classic, 2));
        var rest = Requests.AssignedTo(_coordinator.Beat("new", 2)).Of(_topic.Id);
        Assert.Equal([0, 1, 2, 3], kept.Concat(rest).Order());
        Assert.Equal(ErrorCode.None, _coordinator.Commit(kept[0], 7, classic, 2));

        // What it has had since, it may still commit for; what it has lost, not.
        Assert.Equal(ErrorCode.None, _coordinator.Commit(kept[0], 8, classic, 1));
        Assert.Equal(ErrorCode.IllegalGeneration, _coordinator.Commit(rest.First(), 8, classic, 1));
        Assert.Equal(ErrorCode.IllegalGeneration, _coordinator.Commit(kept[0], 8, classic, 3));
    }

    [Fact]
    public void It_becomes_classic_again_when_the_last_such_member_leaves()
    {
        var classic = StableClassicMember();
        _coordinator.Beat("new", 0);
        _coordinator.Commit(0, 9, "new", 2);
        _coordinator.Beat("new", -1);
        Assert.Equal("consumer", Describe().ProtocolType);
        Assert.Equal("PreparingRebalance", Describe().GroupState);
        var joined = _coordinator.Answer<JoinGroupResponse>(_coordinator.Join(classic));
        Assert.Equal((ErrorCode.None, classic), (joined.ErrorCode, joined.Leader));
        Assert.Equal(9, _coordinator.FetchOffset(0));
    }

    [Fact]
    public void A_move_before_it_has_rebalanced_leaves_no_partition_without_owner()
    {
        StableClassicMember();
        _coordinator.Beat("new", 0);
        _coordinator.Beat("new", -1);
        _coordinator.Move();
        Assert.Equal("PreparingRebalance", Describe().GroupState);
    }

    [Fact]
    public void A_static_classic_member_that_comes_back_before_it_had_anything_gets_its_share()
    {
        _coordinator.Beat("new", 0);
        _coordinator.Answer<JoinGroupResponse>(_coordinator.Join(instanceId: "i"));
        var again = _coordinator.Answer<JoinGroupResponse>(_coordinator.Join(instanceId: "i"));
        Assert.Equal((ErrorCode.None, 2), (again.ErrorCode, again.GenerationId));
        var kept = Requests.AssignedTo(_coordinator.Beat("new", 1));
        Assert.Equal(2, _coordinator.Beat("new", 1, owned: kept).MemberEpoch);
        Assert.Equal(ErrorCode.RebalanceInProgress, _coordinator.Heartbeat(again.MemberId, 2, "i"));
    }

    [Fact]
    public void What_a_cooperative_member_has_not_let_go_yet_is_nobody_elses_after_the_upgrade()
    {
        var leader = StableClassicMember();
        var newcomer = _coordinator.Join(version: 3);
        Rejoin(leader, owned: [0, 1, 2, 3], generation: 1);
        var follower = _coordinator.Answer<JoinGroupResponse>(newcomer).MemberId;
        _coordinator.Answer<SyncGroupResponse>(_coordinator.Sync(
            leader, 2, null, (leader, Assignment(0, 1)), (follower, Assignment())));
        Assert.Equal(0, Requests.AssignedTo(_coordinator.Beat("new", 0)).Count);
    }

    [Fact]
    public void A_classic_member_that_does_not_join_again_is_out()
    {
        var classic = StableClassicMember(rebalanceMs: 12_000);
        _coordinator.Beat("new", 0);
        for (var i = 0; i < 3; i++)
        {
            _coordinator.Heartbeat(classic, 1);
            _coordinator.Pass(5_000);
        }

        Assert.Equal(ErrorCode.UnknownMemberId, _coordinator.Heartbeat(classic, 1));
        Assert.Equal(4, Requests.AssignedTo(_coordinator.Beat("new", 2)).Count);
    }

    [Fact]
    public void An_empty_group_changes_its_protocol_with_whoever_comes()
    {
        _coordinator.Commit(0, 5);
        Assert.Equal(ErrorCode.None, _coordinator.Beat("a", 0).ErrorCode);
        _coordinator.Beat("a", -1);
        var joined = _coordinator.Answer<JoinGroupResponse>(_coordinator.Join(version: 3));
        Assert.Equal(ErrorCode.None, joined.ErrorCode);
        _coordinator.Leave((joined.MemberId, null));
        Assert.Equal(ErrorCode.None, _coordinator.Beat("a", 0).ErrorCode);
        Assert.Equal(5, _coordinator.FetchOffset(0));
    }

    [Fact]
    public void The_policy_can_forbid_it()
    {
        var coordinator = new Coordinator(new GroupOptions
        {
            InitialRebalanceDelayMs = 0, MigrationPolicy = MigrationPolicy.Disabled,
        });
        coordinator.Topic("t", 1);
        coordinator.Join(version: 3);
        Assert.Equal(ErrorCode.GroupIdNotFound, coordinator.Beat("a", 0).ErrorCode);
    }

    [Fact]
    public void Members_of_another_kind_cannot_be_migrated()
    {
        _coordinator.Join(version: 3, protocolType: "connect");
        Assert.Equal(ErrorCode.GroupIdNotFound, _coordinator.Beat("a", 0).ErrorCode);
    }

    [Fact]
    public void A_classic_client_joins_a_consumer_group_and_is_assigned_by_the_broker()
    {
        _coordinator.Beat("a", 0);
        var malformed = _coordinator.Join(version: 3, metadata: [0]);
        Assert.Equal(ErrorCode.InconsistentGroupProtocol, _coordinator.Answer<JoinGroupResponse>(malformed).ErrorCode);
        var joined = _coordinator.Answer<JoinGroupResponse>(_coordinator.Join(version: 3));
        Assert.Equal((2, "range"), (joined.GenerationId, joined.ProtocolName));
        Assert.Empty(SyncedPartitions(joined.MemberId, 2));
        _coordinator.Beat("a", 1);
        _coordinator.Beat("a", 1, owned: PartitionSet.Empty);
        Assert.Equal(ErrorCode.RebalanceInProgress, _coordinator.Heartbeat(joined.MemberId, 2));
        Assert.Equal(2, _coordinator.Answer<JoinGroupResponse>(_coordinator.Join(joined.MemberId)).GenerationId);
        Assert.Equal(2, SyncedPartitions(joined.MemberId, 2).Length);
        Assert.Equal(ErrorCode.None, _coordinator.Heartbeat(joined.MemberId, 2));
        Assert.Equal(ErrorCode.None, _coordinator.Leave((joined.MemberId, null)).Members[0].ErrorCode);
    }

    [Theory]
    [InlineData(MigrationPolicy.Bidirectional, "t", "classic", "Stable")]
    [InlineData(MigrationPolicy.Bidirectional, "other", "classic", "PreparingRebalance")]
    [InlineData(MigrationPolicy.Upgrade, "t", "consumer", "Stable")]
    public void When_the_last_such_member_is_back_as_a_classic_one_the_group_is_classic_again(
        MigrationPolicy policy, string topic, string type, string state)
    {
        var coordinator = new Coordinator(new GroupOptions { InitialRebalanceDelayMs = 0, MigrationPolicy = policy });
        coordinator.Topic("t", 4);
        coordinator.Topic("other", 4);
        coordinator.Beat("new", 0, instanceId: "i");
        coordinator.Beat("new", -2, instanceId: "i");

        var back = coordinator.Answer<JoinGroupResponse>(coordinator.Join(instanceId: "i", topics: [topic]));

        Assert.Equal(ErrorCode.None, back.ErrorCode);
        var listed = coordinator.Ask<ListGroupsResponse>(
            5, (shard, context) => shard.ListGroups(context, new ListGroupsRequest())).Groups[0];
        Assert.Equal((type, state), (listed.GroupType, listed.GroupState));
        if (state != "Stable")
            return;
        var share = coordinator.Answer<SyncGroupResponse>(coordinator.Sync(back.MemberId, back.GenerationId, "i"));
        Assert.Equal(ErrorCode.None, share.ErrorCode);
        var reader = new WireReader(share.Assignment.AsMemory(2));
        Assert.Equal(
            [0, 1, 2, 3], ConsumerProtocolAssignment.Read(ref reader, 3).AssignedPartitions.Single().Partitions);
    }

    [Theory]
    [InlineData(0, ErrorCode.GroupIdNotFound)]
    [InlineData(1, ErrorCode.GroupMaxSizeReached)]
    [InlineData(2, ErrorCode.None)]
    public void An_upgrade_makes_no_group_too_large(int maxSize, ErrorCode expected)
    {
        var coordinator = new Coordinator(
            new GroupOptions { InitialRebalanceDelayMs = 0, ConsumerMaxSize = Math.Max(1, maxSize) });
        coordinator.Topic("t", 4);
        for (var i = maxSize; i < 2; i++)
            coordinator.Join(version: 3);
        if (maxSize == 2)
            coordinator.Join(version: 3);
        Assert.Equal(expected, coordinator.Beat("a", 0).ErrorCode);
    }

    [Fact]
    public void An_empty_classic_group_leaves_nothing_to_the_consumer_group_that_follows()
    {
        var classic = StableClassicMember();
        _coordinator.Leave((classic, null));
        Assert.Equal(1, _coordinator.Beat("a", 0).MemberEpoch);
    }

    [Fact]
    public void A_classic_member_synchronises_with_the_protocol_that_it_was_told()
    {
        _coordinator.Beat("a", 0);
        var joined = _coordinator.Answer<JoinGroupResponse>(
            _coordinator.Join(version: 3, protocol: "range,roundrobin"));
        Assert.Equal(ErrorCode.InconsistentGroupProtocol, SyncWith("roundrobin"));
        Assert.Equal(ErrorCode.None, SyncWith("range"));

        ErrorCode SyncWith(string protocol) => _coordinator.Answer<SyncGroupResponse>(_coordinator.Run(
            _coordinator.Context(5), (shard, context) => shard.SyncGroup(
                context,
                new SyncGroupRequest
                {
                    GroupId = Requests.GroupId,
                    MemberId = joined.MemberId,
                    GenerationId = joined.GenerationId,
                    ProtocolName = protocol,
                },
                _coordinator.NowMs))).ErrorCode;
    }

    private string StableClassicMember(int rebalanceMs = 60_000)
    {
        var member = _coordinator.Answer<JoinGroupResponse>(_coordinator.Join(version: 3, rebalanceMs: rebalanceMs));
        var assignment = Assignment(0, 1, 2, 3);
        _coordinator.Sync(member.MemberId, 1, null, (member.MemberId, assignment));
        return member.MemberId;
    }

    private JoinGroupResponse Rejoin(string memberId, int[] owned, int generation) =>
        _coordinator.Answer<JoinGroupResponse>(_coordinator.Join(
            memberId, metadata: Requests.Subscription(["t"], [("t", owned)], generation)));

    private int[] SyncedPartitions(string memberId, int generation)
    {
        var response = _coordinator.Answer<SyncGroupResponse>(_coordinator.Sync(memberId, generation));
        Assert.Equal(ErrorCode.None, response.ErrorCode);
        var reader = new WireReader(response.Assignment.AsMemory(2));
        return [.. ConsumerProtocolAssignment.Read(ref reader, 3).AssignedPartitions.SelectMany(t => t.Partitions)];
    }

    private static byte[] Assignment(params int[] partitions)
    {
        using var writer = new WireWriter();
        writer.WriteInt16(3);
        new ConsumerProtocolAssignment { AssignedPartitions = [new() { Topic = "t", Partitions = [.. partitions] }] }
            .Write(writer, 3);
        return writer.ToArray();
    }

    private DescribeGroupsResponse.DescribedGroup Describe() => _coordinator.Ask<DescribeGroupsResponse>(
        6, (shard, context) => shard.DescribeGroup(context, Requests.GroupId)).Groups[0];
}

using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Coordination.Tests.Classic;

public class ClassicGroupTests
{
    private static readonly byte[] A = [1];
    private static readonly byte[] B = [2];

    private readonly Coordinator _coordinator = new();

    public ClassicGroupTests() => _coordinator.Topic("t", 4);

    [Fact]
    public void A_new_member_is_given_its_id_first()
    {
        var answer = Joined(_coordinator.Join());
        Assert.Equal((ErrorCode.MemberIdRequired, -1), (answer.ErrorCode, answer.GenerationId));
        Assert.StartsWith("client-", answer.MemberId, StringComparison.Ordinal);
        var member = Joined(_coordinator.Join(answer.MemberId));
        Assert.Equal((ErrorCode.None, 1, answer.MemberId), (member.ErrorCode, member.GenerationId, member.Leader));
        Assert.Equal([answer.MemberId], member.Members.Select(m => m.MemberId));
    }

    [Fact]
    public void Before_version_4_a_member_joins_at_once()
    {
        var member = Joined(_coordinator.Join(version: 3));
        Assert.Equal((ErrorCode.None, 1), (member.ErrorCode, member.GenerationId));
    }

    [Theory]
    [InlineData(5_999, ErrorCode.InvalidSessionTimeout)]
    [InlineData(1_800_001, ErrorCode.InvalidSessionTimeout)]
    [InlineData(6_000, ErrorCode.MemberIdRequired)]
    public void A_session_has_bounds(int sessionMs, ErrorCode expected) =>
        Assert.Equal(expected, Joined(_coordinator.Join(sessionMs: sessionMs)).ErrorCode);

    [Fact]
    public void Somebody_unknown_is_told_so()
    {
        Assert.Equal(ErrorCode.UnknownMemberId, Joined(_coordinator.Join("nobody")).ErrorCode);
        Assert.Equal(ErrorCode.UnknownMemberId, _coordinator.Heartbeat("nobody", 1));
        Assert.Equal(ErrorCode.UnknownMemberId, Synced(_coordinator.Sync("nobody", 1)).ErrorCode);
        var left = _coordinator.Leave(("nobody", null), ("", "i"));
        Assert.Equal(ErrorCode.None, left.ErrorCode);
        Assert.Equal(
            [("nobody", null, ErrorCode.UnknownMemberId), ("", "i", ErrorCode.UnknownMemberId)],
            left.Members.Select(member => (member.MemberId, member.GroupInstanceId, member.ErrorCode)));
        Assert.Equal(0, _coordinator.Shard.AwakeCount);
    }

    [Fact]
    public void Whoever_finds_no_room_is_not_waited_for()
    {
        var coordinator = new Coordinator(new GroupOptions { InitialRebalanceDelayMs = 0, ClassicMaxSize = 1 });
        var promised = coordinator.Answer<JoinGroupResponse>(coordinator.Join()).MemberId;
        var member = coordinator.Answer<JoinGroupResponse>(coordinator.Join(version: 3));
        var surplus = coordinator.Answer<JoinGroupResponse>(coordinator.Join(promised));
        Assert.Equal((ErrorCode.GroupMaxSizeReached, ""), (surplus.ErrorCode, surplus.MemberId));
        Assert.Equal(
            ErrorCode.None, coordinator.Answer<JoinGroupResponse>(coordinator.Join(member.MemberId)).ErrorCode);
    }

    [Fact]
    public void A_promised_id_cannot_be_used_to_take_a_static_members_instance()
    {
        var promised = Joined(_coordinator.Join()).MemberId;
        var owner = _coordinator.Join(instanceId: "i", version: 3);
        Assert.Equal(ErrorCode.UnknownServerError, Joined(_coordinator.Join(promised, instanceId: "i")).ErrorCode);
        Assert.Equal(ErrorCode.None, Joined(owner).ErrorCode);
    }

    [Fact]
    public void A_static_member_that_misses_a_rebalance_is_kept_for_another_session()
    {
        var away = Joined(_coordinator.Join(instanceId: "i", rebalanceMs: 8_000)).MemberId;
        Synced(_coordinator.Sync(away, 1, "i"));
        var comer = _coordinator.Join(version: 3, sessionMs: 60_000, rebalanceMs: 8_000);
        _coordinator.Pass(8_000);
        var leader = Joined(comer).MemberId;
        Synced(_coordinator.Sync(leader, 2, null, (leader, A)));

        // Ten seconds after it was heard last it would be out, but for the generation that began without it.
        _coordinator.Pass(4_000);
        Assert.Equal(2, Describe().Members.Count);
        _coordinator.Pass(6_001);
        Assert.Single(Describe().Members);
    }

    [Fact]
    public void The_initial_delay_waits_for_more_members_and_is_prolonged_by_them()
    {
        var coordinator = new Coordinator(new GroupOptions { InitialRebalanceDelayMs = 3_000 });
        var first = coordinator.Join(version: 3);
        coordinator.Pass(2_000);
        var second = coordinator.Join(version: 3);
        coordinator.Pass(2_000);
        Assert.False(coordinator.IsAnswered(first));
        coordinator.Pass(2_000);
        Assert.Equal(1, coordinator.Answer<JoinGroupResponse>(first).GenerationId);
        Assert.Equal(1, coordinator.Answer<JoinGroupResponse>(second).GenerationId);
    }

    [Fact]
    public void Everybody_gets_the_share_that_the_leader_assigns()
    {
        var (leader, follower) = TwoMembers();
        var waiting = _coordinator.Sync(follower, 2);
        Assert.False(_coordinator.IsAnswered(waiting));
        Assert.Equal(A, Synced(_coordinator.Sync(leader, 2, null, (leader, A), (follower, B))).Assignment);
        Assert.Equal(B, Synced(waiting).Assignment);
        Assert.Equal(B, Synced(_coordinator.Sync(follower, 2)).Assignment);
        Assert.Equal(ErrorCode.None, _coordinator.Heartbeat(leader, 2));
        Assert.Equal("Stable", Describe().GroupState);
    }

    [Theory]
    [InlineData(1, ErrorCode.IllegalGeneration)]
    [InlineData(3, ErrorCode.IllegalGeneration)]
    [InlineData(2, ErrorCode.None)]
    public void A_stale_generation_is_refused(int generation, ErrorCode expected)
    {
        var (leader, _) = StableGroup();
        Assert.Equal(expected, _coordinator.Heartbeat(leader, generation));
    }

    [Fact]
    public void A_joining_member_sends_the_others_back_to_join()
    {
        var (leader, follower) = StableGroup();
        var third = Join();
        Assert.Equal(ErrorCode.RebalanceInProgress, _coordinator.Heartbeat(leader, 2));
        var joins = new[] { _coordinator.Join(leader), _coordinator.Join(follower) };
        Assert.All(joins, join => Assert.Equal(3, Joined(join).GenerationId));
        Assert.Equal(3, Joined(third.Ticket).GenerationId);
    }

    [Fact]
    public void Who_does_not_join_in_time_is_out()
    {
        var (leader, follower) = StableGroup();
        var join = _coordinator.Join(leader, rebalanceMs: 60_000);
        for (var i = 0; i < 8; i++)
        {
            _coordinator.Heartbeat(follower, 2);
            _coordinator.Pass(9_000);
        }

        Assert.Equal([leader], Joined(join).Members.Select(member => member.MemberId));
        Assert.Equal(ErrorCode.UnknownMemberId, _coordinator.Heartbeat(follower, 3));
    }

    [Fact]
    public void A_silent_member_is_out_when_its_session_ends()
    {
        var (leader, follower) = StableGroup();
        _coordinator.Pass(9_000);
        _coordinator.Heartbeat(leader, 2);
        _coordinator.Pass(2_000);
        Assert.Equal(ErrorCode.RebalanceInProgress, _coordinator.Heartbeat(leader, 2));
        Assert.Equal(ErrorCode.UnknownMemberId, _coordinator.Heartbeat(follower, 2));
    }

    [Fact]
    public void Who_never_synchronises_is_out_after_the_rebalance_timeout()
    {
        var (leader, follower) = TwoMembers(rebalanceMs: 12_000);
        Synced(_coordinator.Sync(leader, 2));
        _coordinator.Heartbeat(follower, 2);
        _coordinator.Pass(9_000);
        _coordinator.Heartbeat(leader, 2);
        _coordinator.Heartbeat(follower, 2);
        _coordinator.Pass(4_000);
        Assert.Equal(ErrorCode.UnknownMemberId, _coordinator.Heartbeat(follower, 2));
        Assert.Equal(ErrorCode.RebalanceInProgress, _coordinator.Heartbeat(leader, 2));
    }

    [Fact]
    public void A_promised_member_id_expires()
    {
        var promised = Joined(_coordinator.Join()).MemberId;
        _coordinator.Pass(10_001);
        Assert.Equal(ErrorCode.UnknownMemberId, Joined(_coordinator.Join(promised)).ErrorCode);
        Assert.Equal(0, _coordinator.Shard.AwakeCount);
    }

    [Fact]
    public void The_last_to_leave_empties_the_group()
    {
        var (leader, follower) = StableGroup();
        var left = _coordinator.Leave((leader, null), (follower, null), ("nobody", null));
        Assert.Equal(
            [ErrorCode.None, ErrorCode.None, ErrorCode.UnknownMemberId],
            left.Members.Select(member => member.ErrorCode));
        Assert.Equal("Empty", Describe().GroupState);
    }

    [Fact]
    public void Members_that_join_and_die_leave_no_trace()
    {
        for (var i = 0; i < 1_000; i++)
        {
            _coordinator.Join(Joined(_coordinator.Join()).MemberId);
            _coordinator.Pass(400_000);
        }

        _coordinator.Pass(2_000_000);
        Assert.Equal((0, 0), (_coordinator.Shard.AwakeCount, _coordinator.Shard.AsleepCount));
        _coordinator.Move();
        Assert.Equal((0, 0), (_coordinator.Shard.AwakeCount, _coordinator.Shard.AsleepCount));
    }

    [Fact]
    public void The_protocol_is_elected_among_those_that_all_know()
    {
        var first = Join("sticky,range");
        var second = Join("range,roundrobin");
        var again = _coordinator.Join(first.MemberId, protocol: "sticky,range");
        Assert.Equal("range", Joined(again).ProtocolName);
        Assert.Equal("range", Joined(second.Ticket).ProtocolName);
        var stranger = Joined(_coordinator.Join(protocol: "roundrobin"));
        Assert.Equal(ErrorCode.InconsistentGroupProtocol, stranger.ErrorCode);
        var connect = Joined(_coordinator.Join(protocolType: "connect"));
        Assert.Equal(ErrorCode.InconsistentGroupProtocol, connect.ErrorCode);
    }

    [Fact]
    public void A_full_group_takes_nobody()
    {
        var coordinator = new Coordinator(new GroupOptions { InitialRebalanceDelayMs = 0, ClassicMaxSize = 1 });
        coordinator.Join(version: 3);
        var second = coordinator.Answer<JoinGroupResponse>(coordinator.Join(version: 3));
        Assert.Equal(ErrorCode.GroupMaxSizeReached, second.ErrorCode);
    }

    [Fact]
    public void A_static_member_comes_back_to_its_old_share_and_its_former_self_is_fenced()
    {
        var old = Joined(_coordinator.Join(instanceId: "i"));
        Synced(_coordinator.Sync(old.MemberId, 1, "i", (old.MemberId, A)));
        var back = Joined(_coordinator.Join(instanceId: "i"));
        Assert.Equal((1, true, back.MemberId), (back.GenerationId, back.SkipAssignment, back.Leader));
        Assert.NotEqual(old.MemberId, back.MemberId);
        Assert.Equal(A, Synced(_coordinator.Sync(back.MemberId, 1, "i")).Assignment);
        Assert.Equal(ErrorCode.FencedInstanceId, _coordinator.Heartbeat(old.MemberId, 1, "i"));
        Assert.Equal(ErrorCode.FencedInstanceId, Joined(_coordinator.Join(old.MemberId, "i")).ErrorCode);
        Assert.Equal(ErrorCode.FencedInstanceId, _coordinator.Commit(0, 1, old.MemberId, 1, "i"));
        _coordinator.Move();
        Assert.Equal(ErrorCode.None, _coordinator.Heartbeat(back.MemberId, 1, "i"));
    }

    [Fact]
    public void Before_version_9_a_leader_that_is_back_believes_that_another_leads()
    {
        var old = Joined(_coordinator.Join(instanceId: "i", version: 8));
        Synced(_coordinator.Sync(old.MemberId, 1, "i", (old.MemberId, A)));
        var back = Joined(_coordinator.Join(instanceId: "i", version: 8));
        Assert.Equal((old.MemberId, false, 0), (back.Leader, back.SkipAssignment, back.Members.Count));
    }

    [Fact]
    public void An_operator_removes_a_static_member_by_its_instance()
    {
        Joined(_coordinator.Join(instanceId: "i"));
        Assert.Equal(ErrorCode.UnknownMemberId, _coordinator.Leave(("", "j")).Members[0].ErrorCode);
        Assert.Equal(ErrorCode.None, _coordinator.Leave(("", "i")).Members[0].ErrorCode);
        Assert.Equal("Empty", Describe().GroupState);
    }

    [Fact]
    public void A_group_goes_on_after_its_coordinator_has_moved()
    {
        var (leader, follower) = StableGroup();
        _coordinator.Pass(9_000);
        _coordinator.Move();
        _coordinator.Pass(9_000);
        Assert.Equal(ErrorCode.None, _coordinator.Heartbeat(leader, 2));
        Assert.Equal(B, Synced(_coordinator.Sync(follower, 2)).Assignment);
        _coordinator.Pass(11_000);
        Assert.Equal(ErrorCode.UnknownMemberId, _coordinator.Heartbeat(leader, 2));
    }

    [Fact]
    public void Nobody_hears_of_an_assignment_before_it_is_committed()
    {
        var (leader, follower) = TwoMembers();
        _coordinator.HoldCommits = true;
        var waiting = _coordinator.Sync(follower, 2);
        var leading = _coordinator.Sync(leader, 2, null, (leader, A), (follower, B));
        Assert.False(_coordinator.IsAnswered(waiting) || _coordinator.IsAnswered(leading));
        _coordinator.CommitAll();
        Assert.Equal((A, B), (Synced(leading).Assignment, Synced(waiting).Assignment));
    }

    private (string Leader, string Follower) StableGroup()
    {
        var (leader, follower) = TwoMembers();
        Synced(_coordinator.Sync(leader, 2, null, (leader, A), (follower, B)));
        Synced(_coordinator.Sync(follower, 2));
        return (leader, follower);
    }

    private (string Leader, string Follower) TwoMembers(int rebalanceMs = 60_000)
    {
        var first = Joined(_coordinator.Join(version: 3, rebalanceMs: rebalanceMs)).MemberId;
        var second = _coordinator.Join(version: 3, rebalanceMs: rebalanceMs);
        var leader = Joined(_coordinator.Join(first, rebalanceMs: rebalanceMs));
        Assert.Equal((2, first, 2), (leader.GenerationId, leader.Leader, leader.Members.Count));
        return (first, Joined(second).MemberId);
    }

    private (string MemberId, OrleansBroker.Coordination.Shard.Ticket Ticket) Join(string protocol = "range")
    {
        var promised = Joined(_coordinator.Join(protocol: protocol)).MemberId;
        var ticket = _coordinator.Join(promised, protocol: protocol);
        return (promised, ticket);
    }

    private DescribeGroupsResponse.DescribedGroup Describe() => _coordinator.Ask<DescribeGroupsResponse>(
        6, (shard, context) => shard.DescribeGroup(context, Requests.GroupId)).Groups[0];

    private JoinGroupResponse Joined(OrleansBroker.Coordination.Shard.Ticket ticket) =>
        _coordinator.Answer<JoinGroupResponse>(ticket);

    private SyncGroupResponse Synced(OrleansBroker.Coordination.Shard.Ticket ticket) =>
        _coordinator.Answer<SyncGroupResponse>(ticket);
}

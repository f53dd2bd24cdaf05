using OrleansBroker.Coordination.Topics;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Coordination.Tests.Consumer;

public class ConsumerGroupTests
{
    private readonly Coordinator _coordinator = new();
    private readonly TopicInfo _topic;

    public ConsumerGroupTests() => _topic = _coordinator.Topic("t", 4);

    [Fact]
    public void The_first_member_gets_everything()
    {
        var answer = _coordinator.Beat("a", 0);
        Assert.Equal((ErrorCode.None, "a", 1), (answer.ErrorCode, answer.MemberId, answer.MemberEpoch));
        Assert.Equal(5_000, answer.HeartbeatIntervalMs);
        Assert.Equal(Set(0, 1, 2, 3), Requests.AssignedTo(answer));
        Assert.Null(_coordinator.Beat("a", 1).Assignment);
        Assert.Equal("Stable", Describe().GroupState);
    }

    [Fact]
    public void A_partition_moves_only_after_its_owner_has_let_go()
    {
        _coordinator.Beat("a", 0);
        var b = _coordinator.Beat("b", 0);
        Assert.Equal((2, 0), (b.MemberEpoch, Requests.AssignedTo(b).Count));
        var a = _coordinator.Beat("a", 1);
        var kept = Requests.AssignedTo(a);
        Assert.Equal((1, 2), (a.MemberEpoch, kept.Count));
        Assert.Null(_coordinator.Beat("b", 2).Assignment);
        Assert.Null(_coordinator.Beat("a", 1, owned: Set(0, 1, 2, 3)).Assignment);
        Assert.Equal(2, _coordinator.Beat("a", 1, owned: kept).MemberEpoch);
        var got = Requests.AssignedTo(_coordinator.Beat("b", 2));
        Assert.Equal(Set(0, 1, 2, 3), kept.Union(got));
        Assert.Equal(2, got.Count);
        Assert.Equal("Stable", Describe().GroupState);
    }

    [Fact]
    public void Who_does_not_let_go_in_time_is_fenced()
    {
        _coordinator.Beat("a", 0, rebalanceMs: 20_000);
        _coordinator.Beat("b", 0);
        _coordinator.Beat("a", 1);
        for (var i = 0; i < 3; i++)
        {
            _coordinator.Pass(9_000);
            _coordinator.Beat("b", 2);
        }

        Assert.Equal(ErrorCode.UnknownMemberId, _coordinator.Beat("a", 1).ErrorCode);
        Assert.Equal(Set(0, 1, 2, 3), Assigned("b"));
    }

    [Fact]
    public void A_silent_member_is_out_when_its_session_ends()
    {
        _coordinator.Beat("a", 0);
        _coordinator.Pass(44_999);
        _coordinator.Beat("a", 1);
        _coordinator.Pass(45_001);
        Assert.Equal(ErrorCode.UnknownMemberId, _coordinator.Beat("a", 1).ErrorCode);
        Assert.Equal("Empty", Describe().GroupState);
    }

    [Theory]
    [InlineData(2, ErrorCode.FencedMemberEpoch)]
    [InlineData(1, ErrorCode.None)]
    public void A_wrong_epoch_is_fenced(int epoch, ErrorCode expected)
    {
        _coordinator.Beat("a", 0);
        Assert.Equal(expected, _coordinator.Beat("a", epoch).ErrorCode);
    }

    [Fact]
    public void A_member_that_missed_an_answer_may_speak_from_its_previous_epoch()
    {
        _coordinator.Beat("a", 0);
        _coordinator.Topic("t", 6);
        Assert.Equal(2, _coordinator.Beat("a", 1).MemberEpoch);
        var again = _coordinator.Beat("a", 1, owned: Set(0, 1, 2, 3));
        Assert.Equal((ErrorCode.None, 2, 6), (again.ErrorCode, again.MemberEpoch, Requests.AssignedTo(again).Count));
        Assert.Equal(ErrorCode.FencedMemberEpoch, _coordinator.Beat("a", 1).ErrorCode);
    }

    [Fact]
    public void Leaving_gives_everything_to_the_others()
    {
        _coordinator.Beat("a", 0);
        _coordinator.Beat("b", 0);
        Assert.Equal(-1, _coordinator.Beat("a", -1).MemberEpoch);
        Assert.Equal(Set(0, 1, 2, 3), Requests.AssignedTo(_coordinator.Beat("b", 2)));
        Assert.Equal(ErrorCode.UnknownMemberId, _coordinator.Beat("a", 1).ErrorCode);
    }

    [Fact]
    public void A_static_member_that_is_away_keeps_its_partitions_for_its_next_self()
    {
        _coordinator.Beat("a", 0, instanceId: "i");
        _coordinator.Beat("b", 0, instanceId: "j");
        Assert.Equal(ErrorCode.UnreleasedInstanceId, _coordinator.Beat("a2", 0, instanceId: "i").ErrorCode);
        Assert.Equal(-2, _coordinator.Beat("a", -2, instanceId: "i").MemberEpoch);
        var back = _coordinator.Beat("a2", 0, instanceId: "i");
        Assert.Equal((2, 2), (back.MemberEpoch, Requests.AssignedTo(back).Count));
        Assert.Equal(ErrorCode.FencedInstanceId, _coordinator.Beat("a", 1, instanceId: "i").ErrorCode);
        Assert.Equal(ErrorCode.UnknownMemberId, _coordinator.Beat("c", 1, instanceId: "k").ErrorCode);
        Assert.Equal(2, Describe().GroupEpoch);
    }

    [Fact]
    public void A_static_member_that_stays_away_is_out_when_its_session_ends()
    {
        _coordinator.Beat("a", 0, instanceId: "i");
        _coordinator.Beat("a", -2, instanceId: "i");
        _coordinator.Pass(46_000);
        Assert.Equal("Empty", Describe().GroupState);
    }

    [Fact]
    public void New_partitions_and_new_topics_are_noticed_with_the_next_heartbeat()
    {
        _coordinator.Beat("a", 0, topics: ["t", "later"]);
        _coordinator.Topic("t", 6);
        Assert.Equal(6, Requests.AssignedTo(_coordinator.Beat("a", 1)).Count);
        _coordinator.Topic("later", 1);
        Assert.Equal(7, Requests.AssignedTo(_coordinator.Beat("a", 2)).Count);
        _coordinator.Topic("unrelated", 1);
        Assert.Equal(3, _coordinator.Beat("a", 3).MemberEpoch);
    }

    [Fact]
    public void A_regular_expression_follows_the_topics_that_match_as_a_whole()
    {
        _coordinator.Topic("tt", 2);
        var first = _coordinator.Beat("a", 0, regex: "t+");
        Assert.Equal(6, Requests.AssignedTo(first).Count);
        _coordinator.Topic("ttt", 1);
        _coordinator.Topic("tx", 1);
        Assert.Equal(7, Requests.AssignedTo(_coordinator.Beat("a", 1)).Count);
        _coordinator.Move();
        Assert.Equal(7, Assigned("a").Count);
    }

    [Theory]
    [InlineData("(", ErrorCode.InvalidRegularExpression)]
    [InlineData("(?=a)", ErrorCode.InvalidRegularExpression)]
    [InlineData("((a{1000}){1000}){1000}", ErrorCode.InvalidRegularExpression)]
    [InlineData("[a-z]{2,10}", ErrorCode.None)]
    public void A_regular_expression_must_be_one(string regex, ErrorCode expected) =>
        Assert.Equal(expected, _coordinator.Beat("a", 0, regex: regex).ErrorCode);

    [Fact]
    public void An_unknown_assignor_is_refused_and_a_known_one_is_used()
    {
        Assert.Equal(ErrorCode.UnsupportedAssignor, _coordinator.Beat("a", 0, assignor: "magic").ErrorCode);
        Assert.Equal(0, _coordinator.Shard.AwakeCount);
        _coordinator.Beat("a", 0, assignor: "range");
        Assert.Equal("range", Describe().AssignorName);
    }

    [Fact]
    public void Malformed_heartbeats_are_invalid_and_have_no_effect()
    {
        Assert.Equal(ErrorCode.InvalidRequest, _coordinator.Beat("", 0).ErrorCode);
        Assert.Equal(ErrorCode.InvalidRequest, _coordinator.Beat("a", -3).ErrorCode);
        Assert.Equal(ErrorCode.InvalidRequest, _coordinator.Beat("a", -2).ErrorCode);
        Assert.Equal(ErrorCode.InvalidRequest, _coordinator.Beat("a", 0, owned: Set(0)).ErrorCode);
        Assert.Equal(ErrorCode.InvalidRequest, _coordinator.Beat("a", 0, rebalanceMs: -1).ErrorCode);
        Assert.Equal(ErrorCode.InvalidRequest, _coordinator.Beat("a", 0, instanceId: "").ErrorCode);
        Assert.Equal(ErrorCode.GroupIdNotFound, _coordinator.Beat("a", 1).ErrorCode);
        Assert.Equal(0, _coordinator.Shard.AwakeCount);
        Assert.Empty(_coordinator.Log);
    }

    [Fact]
    public void A_full_group_takes_nobody()
    {
        var coordinator = new Coordinator(new GroupOptions { ConsumerMaxSize = 1 });
        coordinator.Beat("a", 0);
        Assert.Equal(ErrorCode.GroupMaxSizeReached, coordinator.Beat("b", 0).ErrorCode);
    }

    [Fact]
    public void A_group_goes_on_after_its_coordinator_has_moved()
    {
        _coordinator.Beat("a", 0);
        _coordinator.Beat("b", 0);
        _coordinator.Beat("a", 1);
        _coordinator.Pass(40_000);
        _coordinator.Move();
        _coordinator.Pass(40_000);
        Assert.Equal(2, _coordinator.Beat("a", 1, owned: Assigned("a")).MemberEpoch);
        Assert.Equal(2, Requests.AssignedTo(_coordinator.Beat("b", 2)).Count);
    }

    [Fact]
    public void A_stale_member_may_commit_what_it_has_had_since()
    {
        _coordinator.Beat("a", 0);
        _coordinator.Topic("t", 6);
        _coordinator.Beat("a", 1);
        Assert.Equal(ErrorCode.None, _coordinator.Commit(0, 5, "a", 1));
        Assert.Equal(ErrorCode.StaleMemberEpoch, _coordinator.Commit(5, 5, "a", 1));
        Assert.Equal(ErrorCode.StaleMemberEpoch, _coordinator.Commit(0, 5, "a", 3));
        Assert.Equal(ErrorCode.None, _coordinator.Commit(5, 5, "a", 2));
        Assert.Equal(ErrorCode.UnknownMemberId, _coordinator.Commit(0, 5, "b", 1));
        Assert.Equal(ErrorCode.UnknownMemberId, _coordinator.Commit(0, 5));
        Assert.Equal(ErrorCode.UnsupportedVersion, _coordinator.Commit(0, 5, "a", 2, version: 8));
        Assert.Equal(ErrorCode.StaleMemberEpoch, _coordinator.Fetch([0], "a", 1).ErrorCode);
        Assert.Equal(ErrorCode.UnknownMemberId, _coordinator.Fetch([0], "b", 1).ErrorCode);
    }

    [Fact]
    public void One_partition_that_was_somebody_elses_voids_the_whole_commit()
    {
        _coordinator.Beat("a", 0);
        _coordinator.Topic("t", 6);
        _coordinator.Beat("a", 1);
        var response = _coordinator.Ask<OffsetCommitResponse>(9, (shard, context) => shard.OffsetCommit(
            context,
            new OffsetCommitRequest
            {
                GroupId = Requests.GroupId,
                MemberId = "a",
                GenerationIdOrMemberEpoch = 1,
                Topics =
                [
                    new() { Name = "none", Partitions = [new() { CommittedOffset = 1 }] },
                    new()
                    {
                        Name = "t",
                        Partitions =
                        [
                            new() { CommittedOffset = 1 }, new() { PartitionIndex = 5, CommittedOffset = 1 },
                        ],
                    },
                ],
            },
            _coordinator.NowMs));
        Assert.All(
            response.Topics.SelectMany(topic => topic.Partitions),
            partition => Assert.Equal(ErrorCode.StaleMemberEpoch, partition.ErrorCode));
        Assert.Equal(-1, _coordinator.FetchOffset(0));
    }

    [Fact]
    public void A_reader_that_names_itself_with_an_empty_name_is_unknown()
    {
        _coordinator.Beat("a", 0);
        Assert.Equal(ErrorCode.None, _coordinator.Fetch([0]).ErrorCode);
        Assert.Equal(ErrorCode.UnknownMemberId, _coordinator.Fetch([0], "").ErrorCode);
    }

    [Fact]
    public void Somebody_who_asks_for_nothing_changes_nothing()
    {
        _coordinator.Beat("a", 0);
        Assert.Equal(1, _coordinator.Beat("b", 0, topics: []).MemberEpoch);
        Assert.Null(_coordinator.Beat("a", 1).Assignment);
    }

    [Fact]
    public void An_operator_takes_out_whomever_he_likes()
    {
        _coordinator.Beat("a", 0);
        _coordinator.Beat("b", 0, instanceId: "i");
        Assert.All(
            _coordinator.Leave(("a", null), ("", "i")).Members,
            member => Assert.Equal(ErrorCode.None, member.ErrorCode));
        Assert.Empty(Describe().Members);
    }

    private PartitionSet Set(params int[] partitions) => PartitionSet.Of([(_topic.Id, partitions.AsEnumerable())]);

    private PartitionSet Assigned(string memberId) => PartitionSet.Of(Describe().Members
        .Single(member => member.MemberId == memberId)
        .Assignment.TopicPartitions.Select(t => (t.TopicId, t.Partitions.AsEnumerable())));

    private ConsumerGroupDescribeResponse.DescribedGroup Describe() => _coordinator.Ask<ConsumerGroupDescribeResponse>(
        1, (shard, context) => shard.ConsumerGroupDescribe(context, Requests.GroupId)).Groups[0];
}

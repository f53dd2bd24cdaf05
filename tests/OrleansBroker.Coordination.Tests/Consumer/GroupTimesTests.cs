using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Coordination.Tests.Consumer;

/// <summary>The times of consumer groups: the broker's, and those that a group was given.</summary>
public class GroupTimesTests
{
    private const string Other = "other";

    private readonly Coordinator _coordinator = new(new GroupOptions
    {
        ConsumerTimes = new() { AssignmentIntervalMs = 1_000 },
        ConsumerTimesByGroup = new Dictionary<string, ConsumerTimes>
        {
            [Other] = new() { SessionTimeoutMs = 50_000, HeartbeatIntervalMs = 7_000 },
        },
    });

    public GroupTimesTests() => _coordinator.Topic("t", 4);

    [Fact]
    public void A_group_has_the_times_that_it_was_given()
    {
        Assert.Equal(7_000, _coordinator.Beat("a", 0, group: Other).HeartbeatIntervalMs);
        Assert.Equal(5_000, _coordinator.Beat("a", 0).HeartbeatIntervalMs);
        _coordinator.Pass(46_000);
        Assert.Equal(ErrorCode.None, _coordinator.Beat("a", 1, group: Other).ErrorCode);
        Assert.Equal(ErrorCode.UnknownMemberId, _coordinator.Beat("a", 1).ErrorCode);
        _coordinator.Pass(50_000);
        Assert.Equal(ErrorCode.UnknownMemberId, _coordinator.Beat("a", 1, group: Other).ErrorCode);
    }

    [Theory]
    [InlineData(Requests.GroupId, 0)]
    [InlineData(Other, 2)]
    public void What_changes_soon_after_an_assignment_waits_unless_the_group_is_told_otherwise(string group, int moved)
    {
        _coordinator.Beat("a", 0, group: group);
        var b = _coordinator.Beat("b", 0, group: group);
        Assert.Equal((moved == 0 ? 1 : 2, ErrorCode.None), (b.MemberEpoch, b.ErrorCode));
        var kept = _coordinator.Beat("a", 1, group: group).Assignment;
        Assert.Equal(moved, kept is null ? 0 : 4 - kept.TopicPartitions.Sum(topic => topic.Partitions.Count));
    }

    [Fact]
    public void The_first_topics_of_a_member_that_joined_without_any_do_not_wait()
    {
        Assert.Equal(1, _coordinator.Beat("a", 0, topics: []).MemberEpoch);
        _coordinator.Pass(80);

        var answer = _coordinator.Beat("a", 1, topics: ["t"]);
        Assert.Equal((2, 4), (answer.MemberEpoch, Requests.AssignedTo(answer).Count));
    }

    [Fact]
    public void After_the_interval_the_next_heartbeat_assigns_even_behind_another_coordinator()
    {
        _coordinator.Beat("a", 0);
        _coordinator.Beat("b", 0);
        _coordinator.Move();
        _coordinator.Pass(999);
        Assert.Null(_coordinator.Beat("a", 1).Assignment);
        Assert.Equal("Assigning", _coordinator.Ask<ConsumerGroupDescribeResponse>(
            1, (shard, context) => shard.ConsumerGroupDescribe(context, Requests.GroupId)).Groups[0].GroupState);
        _coordinator.Pass(1);
        Assert.Equal(2, Requests.AssignedTo(_coordinator.Beat("a", 1)).Count);
    }

    [Fact]
    public void A_clock_that_is_set_back_does_not_hold_up_the_group()
    {
        _coordinator.Beat("a", 0);
        _coordinator.UnixTimeAtZeroMs -= 3_600_000;
        Assert.Equal(2, _coordinator.Beat("b", 0).MemberEpoch);
    }
}

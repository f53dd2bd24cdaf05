using OrleansBroker.Coordination.Shard;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Coordination.Tests.Offsets;

/// <summary>What is right of a group that sleeps, without waking it.</summary>
public class SleepingGroupTests
{
    private readonly Coordinator _coordinator = new();

    public SleepingGroupTests()
    {
        _coordinator.Topic("t", 4);
        _coordinator.Topic("u", 1);
        _coordinator.Commit(0, 10);
        _coordinator.Commit(1, 11);
        _coordinator.Commit(0, 20, topic: "u");
        _coordinator.Pass(6 * 60_000);
        Assert.Equal((0, 1), Counts());
    }

    [Fact]
    public void It_is_measured()
    {
        Assert.Equal(
            [("t", 0, 10L), ("t", 1, 11L), ("u", 0, 20L)],
            _coordinator.Shard.Offsets.Select(o => (o.Partition.Topic, o.Partition.Partition, o.Offset)).Order());
        Assert.All(_coordinator.Shard.Offsets, offset => Assert.Equal(
            _coordinator.Get(offset.Partition.Topic).Id, offset.TopicId));
        Assert.Equal((0, 1), Counts());
    }

    [Fact]
    public void It_is_listed()
    {
        Assert.Equal(["group Empty classic"], List("empty", "classic"));
        Assert.Empty(List("stable", "classic"));
        Assert.Empty(List("empty", "consumer"));
        Assert.Equal((0, 1), Counts());
    }

    [Fact]
    public void Its_offsets_for_a_deleted_topic_go_and_stay_gone()
    {
        _coordinator.Delete("t");
        Assert.Equal((0, 1), Counts());
        Assert.Equal(["u"], _coordinator.Shard.Offsets.Select(offset => offset.Partition.Topic));

        _coordinator.Move();
        _coordinator.Topic("t", 4);
        Assert.Equal((-1L, 20L), (_coordinator.FetchOffset(0), _coordinator.FetchOffset(0, "u")));
    }

    [Fact]
    public void With_its_last_offset_it_is_gone_itself()
    {
        _coordinator.Delete("t");
        _coordinator.Delete("u");
        Assert.Equal((0, 0), Counts());
        Assert.Empty(List("empty", "classic"));
        _coordinator.Move();
        Assert.Equal((0, 0), Counts());
    }

    [Fact]
    public void What_is_deleted_while_it_wakes_does_not_come_back()
    {
        var read = _coordinator.Read(_coordinator.Shard.BeginWake(Requests.GroupId)).ToList();
        _coordinator.Delete("t");
        _coordinator.Shard.Wake(Requests.GroupId, read, _coordinator.NowMs);
        Assert.Equal((-1L, 20L), (_coordinator.FetchOffset(0), _coordinator.FetchOffset(0, "u")));
    }

    [Fact]
    public void A_wake_that_fails_leaves_it_asleep()
    {
        _coordinator.Shard.BeginWake(Requests.GroupId);
        Assert.Equal(["group Empty classic"], List("empty", "classic"));
        _coordinator.Shard.CancelWake(Requests.GroupId, _coordinator.NowMs);
        Assert.Equal((0, 1), Counts());
        Assert.Equal(11, _coordinator.FetchOffset(1));
    }

    [Fact]
    public void While_it_wakes_nothing_of_it_falls_due()
    {
        _coordinator.Shard.BeginWake(Requests.GroupId);
        Assert.False(_coordinator.Shard.TryGetDue(long.MaxValue - 1, out _));
    }

    [Fact]
    public void It_is_deleted_by_waking_it_alone()
    {
        _coordinator.Commit(0, 1, groupId: "other");
        _coordinator.Pass(6 * 60_000);
        Assert.Equal((0, 2), Counts());
        var answer = _coordinator.Ask<DeleteGroupsResponse>(
            2, (shard, context) => shard.DeleteGroup(context, Requests.GroupId, _coordinator.NowMs));
        Assert.Equal((ErrorCode.None, (0, 1)), (answer.Results[0].ErrorCode, Counts()));
        _coordinator.Move();
        Assert.Equal(["other"], _coordinator.Shard.Offsets.Select(offset => offset.GroupId));
    }

    [Fact]
    public void It_expires_by_the_time_of_day_of_its_commits()
    {
        _coordinator.Move();
        _coordinator.Pass((long)TimeSpan.FromDays(8).TotalMilliseconds);
        Assert.Equal((0, 0), Counts());
        _coordinator.Move();
        Assert.Equal((0, 0), Counts());
    }

    [Fact]
    public void Sleeping_and_waking_leaves_no_trace()
    {
        for (var round = 0; round < 2_000; round++)
        {
            Assert.Equal(10, _coordinator.FetchOffset(0));
            _coordinator.Pass(5 * 60_000);
        }

        Assert.InRange(_coordinator.Shard.DeadlineCount, 1, 1_200);
        Assert.Equal(3, _coordinator.Log.Count);
    }

    private (int Awake, int Asleep) Counts() => (_coordinator.Shard.AwakeCount, _coordinator.Shard.AsleepCount);

    private IEnumerable<string> List(string state, string type)
    {
        var ticket = _coordinator.Run(
            _coordinator.Context(5),
            (shard, context) => shard.ListGroups(
                context, new ListGroupsRequest { StatesFilter = [state], TypesFilter = [type] }),
            wakes: false);
        return _coordinator.Answer<ListGroupsResponse>(ticket).Groups
            .Select(group => $"{group.GroupId} {group.GroupState} {group.GroupType}");
    }
}

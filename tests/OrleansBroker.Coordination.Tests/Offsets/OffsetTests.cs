using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Coordination.Tests.Offsets;

public class OffsetTests
{
    private readonly Coordinator _coordinator = new();

    public OffsetTests() => _coordinator.Topic("t", 4);

    [Fact]
    public void What_is_committed_is_fetched_also_after_a_move()
    {
        Assert.Equal(-1, _coordinator.FetchOffset(0));
        Assert.Equal(ErrorCode.None, _coordinator.Commit(0, 42, metadata: "note"));
        _coordinator.Move();
        var fetched = _coordinator.Fetch().Topics.Single().Partitions.Single();
        Assert.Equal((0, 42L, "note"), (fetched.PartitionIndex, fetched.CommittedOffset, fetched.Metadata));
    }

    [Fact]
    public void A_commit_is_seen_by_nobody_before_it_is_committed_and_lost_with_a_failed_append()
    {
        _coordinator.Commit(0, 1);
        _coordinator.HoldCommits = true;
        var commit = _coordinator.Run(_coordinator.Context(9), (shard, context) => shard.OffsetCommit(
            context,
            new OffsetCommitRequest
            {
                GroupId = Requests.GroupId,
                Topics =
                [
                    new OffsetCommitRequest.OffsetCommitRequestTopic
                    {
                        Name = "t",
                        Partitions = [new() { CommittedOffset = 2 }],
                    },
                ],
            },
            _coordinator.NowMs));
        var fetch = _coordinator.Run(_coordinator.Context(9), (shard, context) => shard.OffsetFetch(
            context,
            new OffsetFetchRequest.OffsetFetchRequestGroup { GroupId = Requests.GroupId, Topics = null },
            requireStable: false,
            _coordinator.NowMs));
        Assert.False(_coordinator.IsAnswered(commit) || _coordinator.IsAnswered(fetch));
        _coordinator.Move();
        _coordinator.HoldCommits = false;
        Assert.Equal(1, _coordinator.FetchOffset(0));
    }

    [Fact]
    public void A_commit_that_is_not_in_order_gets_its_error()
    {
        Assert.Equal(ErrorCode.OffsetMetadataTooLarge, _coordinator.Commit(0, 1, metadata: new string('x', 4097)));
        Assert.Equal(ErrorCode.UnknownTopicOrPartition, _coordinator.Commit(0, 1, topic: "none"));
        Assert.Equal(ErrorCode.UnknownTopicOrPartition, _coordinator.Commit(4, 1));
        Assert.Equal(ErrorCode.IllegalGeneration, _coordinator.Commit(0, 1, "m", 1, version: 8));
        Assert.Equal(ErrorCode.GroupIdNotFound, _coordinator.Commit(0, 1, "m", 1));
        Assert.Empty(_coordinator.Log);
    }

    [Fact]
    public void Where_offsets_are_but_no_members_somebody_who_claims_to_be_one_is_unknown()
    {
        _coordinator.Commit(0, 1);
        Assert.Equal(ErrorCode.UnknownMemberId, _coordinator.Commit(0, 2, "m", 1, version: 8));
        Assert.Equal(ErrorCode.UnknownMemberId, _coordinator.Commit(0, 2, "m", 1));
        Assert.Equal(1, _coordinator.FetchOffset(0));
    }

    [Fact]
    public void Old_clients_keep_offsets_in_the_group_without_a_name()
    {
        Assert.Equal(ErrorCode.None, _coordinator.Commit(0, 1, groupId: ""));
        Assert.Equal(("", "Empty", ErrorCode.None), DescribeNameless());
        var deleted = _coordinator.Ask<DeleteGroupsResponse>(
            2, (shard, context) => shard.DeleteGroup(context, "", _coordinator.NowMs));
        Assert.Equal(ErrorCode.None, deleted.Results[0].ErrorCode);
        Assert.Equal(("", "Dead", ErrorCode.GroupIdNotFound), DescribeNameless());

        (string, string, ErrorCode) DescribeNameless()
        {
            var group = _coordinator.Ask<DescribeGroupsResponse>(
                6, (shard, context) => shard.DescribeGroup(context, "")).Groups[0];
            return (group.GroupId, group.GroupState, group.ErrorCode);
        }
    }

    [Fact]
    public void An_idle_group_sleeps_and_wakes_by_its_own_records()
    {
        for (var offset = 0; offset < 100; offset++)
            _coordinator.Commit(offset % 4, offset);
        _coordinator.Pass(6 * 60_000);
        Assert.Equal((0, 1), (_coordinator.Shard.AwakeCount, _coordinator.Shard.AsleepCount));
        Assert.True(_coordinator.Shard.IsAsleep(Requests.GroupId));
        var positions = _coordinator.Shard.BeginWake(Requests.GroupId);
        Assert.Equal([96, 97, 98, 99], positions);
        _coordinator.Shard.Wake(Requests.GroupId, _coordinator.Read(positions), _coordinator.NowMs);
        Assert.Equal([Requests.GroupId], List().Select(group => group.GroupId));
        Assert.Equal(98, _coordinator.FetchOffset(2));
    }

    [Fact]
    public void Unused_offsets_expire_and_the_group_with_them()
    {
        _coordinator.Commit(0, 1);
        _coordinator.Pass((long)TimeSpan.FromDays(6).TotalMilliseconds);
        Assert.Equal(1, _coordinator.Shard.AsleepCount);
        _coordinator.Pass((long)TimeSpan.FromDays(2).TotalMilliseconds);
        Assert.Equal((0, 0), (_coordinator.Shard.AwakeCount, _coordinator.Shard.AsleepCount));
        Assert.Equal(-1, _coordinator.FetchOffset(0));
    }

    [Fact]
    public void A_group_in_use_keeps_its_offsets()
    {
        _coordinator.Beat("a", 0);
        _coordinator.Commit(0, 1, "a", 1);
        for (var day = 0; day < 10 * 24 * 60 * 2; day++)
        {
            _coordinator.Pass(30_000);
            _coordinator.Beat("a", 1);
        }

        Assert.Equal(1, _coordinator.FetchOffset(0));
    }

    [Fact]
    public void Old_clients_set_their_own_retention()
    {
        _coordinator.Commit(0, 1, version: 4, retentionMs: 1_000);
        _coordinator.Pass(15 * 60_000);
        Assert.Equal(-1, _coordinator.FetchOffset(0));
    }

    [Fact]
    public void Offsets_are_deleted_only_for_topics_that_nobody_reads()
    {
        _coordinator.Topic("u", 1);
        Assert.Equal(ErrorCode.GroupIdNotFound, Delete("t").ErrorCode);
        _coordinator.Beat("a", 0);
        _coordinator.Commit(0, 1, "a", 1);
        _coordinator.Commit(0, 1, "a", 1, topic: "u");
        Assert.Equal(ErrorCode.GroupSubscribedToTopic, Delete("t").Topics[0].Partitions[0].ErrorCode);
        Assert.Equal(ErrorCode.None, Delete("u").Topics[0].Partitions[0].ErrorCode);
        Assert.Equal((1L, -1L), (_coordinator.FetchOffset(0), _coordinator.FetchOffset(0, "u")));
    }

    [Fact]
    public void A_group_is_deleted_only_when_it_is_empty()
    {
        Assert.Equal(ErrorCode.GroupIdNotFound, DeleteGroup());
        _coordinator.Beat("a", 0);
        _coordinator.Commit(0, 1, "a", 1);
        Assert.Equal(ErrorCode.NonEmptyGroup, DeleteGroup());
        _coordinator.Beat("a", -1);
        Assert.Equal(ErrorCode.None, DeleteGroup());
        Assert.Equal(0, _coordinator.Shard.AwakeCount);
        _coordinator.Move();
        Assert.Equal((0, 0), (_coordinator.Shard.AwakeCount, _coordinator.Shard.AsleepCount));
    }

    [Fact]
    public void Offsets_of_a_deleted_topic_are_none_of_its_successors()
    {
        _coordinator.Commit(0, 1);
        var id = _coordinator.Get("t").Id;
        _coordinator.Recreate("t", 4);
        Assert.Equal(-1, _coordinator.FetchOffset(0));
        Assert.Single(_coordinator.Shard.OnTopicsDeleted([id], _coordinator.NowMs));
    }

    [Fact]
    public void Groups_are_listed_by_state_and_type()
    {
        _coordinator.Beat("a", 0);
        _coordinator.Commit(0, 1, groupId: "simple");
        Assert.Equal(["group", "simple"], List().Select(group => group.GroupId).Order());
        Assert.Equal(["group"], List(states: "stable").Select(group => group.GroupId));
        Assert.Equal(["simple"], List(types: "Classic").Select(group => group.GroupId));
        Assert.Empty(List("stable", "classic"));
    }

    private List<ListGroupsResponse.ListedGroup> List(string? states = null, string? types = null) =>
        _coordinator.Ask<ListGroupsResponse>(5, (shard, context) => shard.ListGroups(context, new ListGroupsRequest
        {
            StatesFilter = states is null ? [] : [states],
            TypesFilter = types is null ? [] : [types],
        })).Groups;

    private ErrorCode DeleteGroup() => _coordinator.Ask<DeleteGroupsResponse>(
        2, (shard, context) => shard.DeleteGroup(context, Requests.GroupId, _coordinator.NowMs)).Results[0].ErrorCode;

    private OffsetDeleteResponse Delete(string topic) => _coordinator.Ask<OffsetDeleteResponse>(
        0, (shard, context) => shard.OffsetDelete(
            context,
            new OffsetDeleteRequest
            {
                GroupId = Requests.GroupId,
                Topics = [new() { Name = topic, Partitions = [new() { PartitionIndex = 0 }] }],
            },
            _coordinator.NowMs));
}

using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Coordination.Tests.Shard;

/// <summary>
/// What is more than one batch can take is refused alone, as if it had never been asked. Kafka's coordinator turns
/// MESSAGE_TOO_LARGE and RECORD_LIST_TOO_LARGE of its append into UNKNOWN_SERVER_ERROR for every API in every version
/// (4.3.1: CoordinatorOperationExceptionHelper, and GroupMetadataManager for the assignment of a classic group).
/// </summary>
public class TooLargeTests
{
    private readonly Coordinator _coordinator = new();

    public TooLargeTests() => _coordinator.Topic("t", 4);

    [Fact]
    public void A_commit()
    {
        _coordinator.Commit(0, 1);
        _coordinator.MaxBatchBytes = 1_000;
        Assert.Equal(ErrorCode.UnknownServerError, _coordinator.Commit(0, 2, metadata: new string('x', 1_000)));
        Assert.Single(_coordinator.Log);
        Assert.Equal(ErrorCode.None, _coordinator.Commit(1, 3));
        Assert.Equal((1L, 3L), (_coordinator.FetchOffset(0), _coordinator.FetchOffset(1)));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(10)]
    public void A_commit_of_several_partitions_is_refused_for_each_of_them(short version)
    {
        _coordinator.MaxBatchBytes = 1_000;
        var response = _coordinator.Ask<OffsetCommitResponse>(version, (shard, context) => shard.OffsetCommit(
            context,
            new OffsetCommitRequest
            {
                GroupId = Requests.GroupId,
                Topics =
                [
                    new()
                    {
                        Name = "t",
                        TopicId = _coordinator.Get("t").Id,
                        Partitions =
                        [
                            new() { CommittedOffset = 1 },
                            new() { PartitionIndex = 1, CommittedMetadata = new string('x', 1_000) },
                        ],
                    },
                ],
            },
            _coordinator.NowMs));
        Assert.Equal(
            [ErrorCode.UnknownServerError, ErrorCode.UnknownServerError],
            response.Topics[0].Partitions.Select(partition => partition.ErrorCode));
        Assert.Empty(_coordinator.Log);
    }

    [Fact]
    public void Everybody_who_waits_for_an_assignment_that_is_too_large_is_told()
    {
        var first = _coordinator.Answer<JoinGroupResponse>(_coordinator.Join(version: 3)).MemberId;
        var second = _coordinator.Join(version: 3);
        _coordinator.Join(first, version: 3);
        var follower = _coordinator.Answer<JoinGroupResponse>(second).MemberId;
        var waiting = _coordinator.Sync(follower, 2);
        _coordinator.MaxBatchBytes = 2_000;
        _coordinator.Sync(first, 2, null, (follower, new byte[2_000]));
        Assert.Equal(ErrorCode.UnknownServerError, _coordinator.Answer<SyncGroupResponse>(waiting).ErrorCode);
    }

    [Fact]
    public void The_assignment_of_a_classic_group()
    {
        var member = _coordinator.Answer<JoinGroupResponse>(_coordinator.Join(version: 3));
        _coordinator.MaxBatchBytes = 2_000;
        var sync = _coordinator.Sync(member.MemberId, 1, null, (member.MemberId, new byte[2_000]));
        Assert.Equal(ErrorCode.UnknownServerError, _coordinator.Answer<SyncGroupResponse>(sync).ErrorCode);
        Assert.Empty(_coordinator.Log);

        // The group goes on, and with a smaller share it finds its peace.
        Assert.Equal(ErrorCode.RebalanceInProgress, _coordinator.Heartbeat(member.MemberId, 1));
        var again = _coordinator.Answer<JoinGroupResponse>(_coordinator.Join(member.MemberId, version: 3));
        Assert.Equal((ErrorCode.None, 2), (again.ErrorCode, again.GenerationId));
        sync = _coordinator.Sync(member.MemberId, 2, null, (member.MemberId, new byte[100]));
        Assert.Equal(ErrorCode.None, _coordinator.Answer<SyncGroupResponse>(sync).ErrorCode);
    }

    [Fact]
    public void A_static_member_that_comes_back_larger()
    {
        var member = _coordinator.Answer<JoinGroupResponse>(_coordinator.Join(instanceId: "i"));
        var sync = _coordinator.Sync(member.MemberId, 1, "i", (member.MemberId, [1]));
        Assert.Equal(ErrorCode.None, _coordinator.Answer<SyncGroupResponse>(sync).ErrorCode);
        _coordinator.MaxBatchBytes = 2_000;
        var successor = _coordinator.Join(instanceId: "i", topics: [new string('x', 2_000)]);
        var refused = _coordinator.Answer<JoinGroupResponse>(successor);
        Assert.Equal(ErrorCode.UnknownServerError, refused.ErrorCode);
        Assert.Equal(ErrorCode.None, _coordinator.Heartbeat(member.MemberId, 1, "i"));
    }

    [Fact]
    public void A_member_of_a_consumer_group()
    {
        _coordinator.Beat("a", 0);
        _coordinator.Commit(0, 5, "a", 1);
        var written = _coordinator.Log.Count;
        _coordinator.MaxBatchBytes = 2_000;
        Assert.Equal(ErrorCode.UnknownServerError, Beat("b", [new string('x', 2_000)]));
        Assert.Equal(written, _coordinator.Log.Count);

        // Nobody is there but who was there, in the epoch and with the partitions that it had.
        var group = Describe();
        Assert.Equal(("Stable", 1, 1), (group.GroupState, group.GroupEpoch, group.AssignmentEpoch));
        var member = Assert.Single(group.Members);
        Assert.Equal(("a", 1), (member.MemberId, member.MemberEpoch));
        Assert.Equal(4, member.Assignment.TopicPartitions.Sum(topic => topic.Partitions.Count));
        Assert.Equal(ErrorCode.None, _coordinator.Beat("a", 1).ErrorCode);
        Assert.Equal(ErrorCode.UnknownMemberId, _coordinator.Beat("b", 1).ErrorCode);

        _coordinator.MaxBatchBytes = 10_000;
        Assert.Equal(ErrorCode.None, Beat("b", ["t"]));
        _coordinator.Move();
        Assert.Equal(2, Describe().Members.Count);
    }

    [Fact]
    public void A_static_member_of_a_consumer_group_that_comes_back_larger()
    {
        _coordinator.Beat("a", 0, instanceId: "i");
        _coordinator.Beat("a", -2, instanceId: "i");
        var before = Describe();
        _coordinator.MaxBatchBytes = 2_000;
        Assert.Equal(ErrorCode.UnknownServerError, Beat("b", [new string('x', 2_000)], "i"));
        var after = Describe();
        Assert.Equal(
            (before.GroupEpoch, before.Members[0].MemberId, before.Members[0].MemberEpoch),
            (after.GroupEpoch, after.Members[0].MemberId, after.Members[0].MemberEpoch));
        Assert.Equal(ErrorCode.None, Beat("c", ["t"], "i"));
        Assert.Equal("c", Assert.Single(Describe().Members).MemberId);
    }

    [Fact]
    public void The_first_member_of_a_group()
    {
        _coordinator.MaxBatchBytes = 2_000;
        Assert.Equal(ErrorCode.UnknownServerError, Beat("a", [new string('x', 2_000)]));
        Assert.Equal((0, 0), (_coordinator.Shard.AwakeCount, _coordinator.Log.Count));
    }

    [Fact]
    public void An_upgrade_of_a_classic_group_leaves_it_classic()
    {
        var member = _coordinator.Answer<JoinGroupResponse>(_coordinator.Join(version: 3));
        _coordinator.Answer<SyncGroupResponse>(_coordinator.Sync(member.MemberId, 1));
        _coordinator.MaxBatchBytes = 2_000;
        Assert.Equal(ErrorCode.UnknownServerError, Beat("a", [new string('x', 2_000)]));
        Assert.Equal(ErrorCode.None, _coordinator.Heartbeat(member.MemberId, 1));
        Assert.Equal(ErrorCode.GroupIdNotFound, Describe().ErrorCode);
    }

    [Fact]
    public void Removing_what_there_is_is_never_too_much()
    {
        for (var partition = 0; partition < 4; partition++)
            _coordinator.Commit(partition, 1);
        _coordinator.MaxBatchBytes = 100;
        var answer = _coordinator.Ask<DeleteGroupsResponse>(
            2, (shard, context) => shard.DeleteGroup(context, Requests.GroupId, _coordinator.NowMs));
        Assert.Equal(ErrorCode.None, answer.Results[0].ErrorCode);
        Assert.Equal(-1, _coordinator.FetchOffset(0));
    }

    private ErrorCode Beat(string memberId, List<string> topics, string? instanceId = null)
    {
        var request = new ConsumerGroupHeartbeatRequest
        {
            GroupId = Requests.GroupId,
            MemberId = memberId,
            InstanceId = instanceId,
            RebalanceTimeoutMs = 60_000,
            SubscribedTopicNames = topics,
            TopicPartitions = [],
        };
        var ticket = _coordinator.Run(_coordinator.Context(1), (shard, context) =>
            shard.ConsumerGroupHeartbeat(context, request, _coordinator.NowMs));
        return _coordinator.Refused != ErrorCode.None
            ? _coordinator.Refused
            : _coordinator.Answer<ConsumerGroupHeartbeatResponse>(ticket).ErrorCode;
    }

    private ConsumerGroupDescribeResponse.DescribedGroup Describe() => _coordinator.Ask<ConsumerGroupDescribeResponse>(
        1, (shard, context) => shard.ConsumerGroupDescribe(context, Requests.GroupId)).Groups[0];
}

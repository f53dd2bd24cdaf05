using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Gateway.Tests.Groups;

/// <summary>Commits that must not be taken, and members of the consumer protocol that overstep.</summary>
public sealed class HostileCommitTests(HealthyGroup healthy) : IClassFixture<HealthyGroup>
{
    private const short ByName = 9;
    private const short ById = 10;

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(9)]
    public async Task A_commit_that_does_not_fit_is_refused(short version)
    {
        await ExpectAsync(
            version < 9 ? ErrorCode.IllegalGeneration : ErrorCode.GroupIdNotFound, version,
            request => request.GroupId = "");
        await ExpectAsync(ErrorCode.UnknownMemberId, version, request => request.MemberId = "nobody");
        await ExpectAsync(ErrorCode.UnknownMemberId, version, request =>
            (request.MemberId, request.GenerationIdOrMemberEpoch) = ("", -1));
        await ExpectAsync(ErrorCode.IllegalGeneration, version, request => request.GenerationIdOrMemberEpoch++);
        await ExpectAsync(ErrorCode.IllegalGeneration, version, request => request.GenerationIdOrMemberEpoch--);
        await ExpectAsync(ErrorCode.UnknownTopicOrPartition, version, request => request.Topics[0].Name = "missing");
        await ExpectAsync(ErrorCode.UnknownTopicOrPartition, version, request =>
            request.Topics[0].Partitions[0].PartitionIndex = 99);
        await ExpectAsync(ErrorCode.UnknownTopicOrPartition, version, request =>
            request.Topics[0].Partitions[0].PartitionIndex = -1);
        await ExpectAsync(ErrorCode.OffsetMetadataTooLarge, version, request =>
            request.Topics[0].Partitions[0].CommittedMetadata = new string('m', 4_097));
        if (version >= 7)
        {
            await ExpectAsync(ErrorCode.FencedInstanceId, version, request =>
                (request.MemberId, request.GroupInstanceId) = (healthy.FencedMemberId, HealthyGroup.StaticInstance));
        }

        await healthy.AssertUndisturbedAsync();
    }

    [Fact]
    public async Task A_topic_id_that_nobody_knows_is_refused()
    {
        await ExpectAsync(ErrorCode.UnknownTopicId, ById, request => request.Topics[0].TopicId = TopicId.Parse(
            "AAAAAAAAAAAAAAAAAAAAAQ"));
        await healthy.AssertUndisturbedAsync();
    }

    [Fact]
    public async Task A_partition_that_is_refused_does_not_harm_its_neighbour()
    {
        await using var client = await healthy.ConnectAsync();
        var request = Commit();
        (request.GroupId, request.MemberId, request.GenerationIdOrMemberEpoch) = ("by-hand", "", -1);
        request.Topics[0].Partitions.Add(new() { PartitionIndex = 99 });

        var response = await client.Connection.SendAsync<OffsetCommitRequest, OffsetCommitResponse>(
            request, ByName, TestContext.Current.CancellationToken);

        Assert.Equal(
            [ErrorCode.None, ErrorCode.UnknownTopicOrPartition],
            response.Topics[0].Partitions.Select(partition => partition.ErrorCode));
    }

    [Fact]
    public async Task A_consumer_member_of_the_wrong_epoch_is_refused()
    {
        await ExpectAsync(ErrorCode.StaleMemberEpoch, ByName, request =>
            OfConsumer(request, healthy.ConsumerEpoch + 1));
        await ExpectAsync(ErrorCode.StaleMemberEpoch, ByName, request => OfConsumer(request, -1));
        await ExpectAsync(ErrorCode.UnknownMemberId, ByName, request =>
        {
            OfConsumer(request, healthy.ConsumerEpoch);
            request.MemberId = "nobody";
        });
        await ExpectAsync(ErrorCode.UnsupportedVersion, 8, request => OfConsumer(request, healthy.ConsumerEpoch));
        await BeatAsync(ErrorCode.FencedMemberEpoch, request => request.MemberEpoch = healthy.ConsumerEpoch + 1);
        await BeatAsync(ErrorCode.UnknownMemberId, request => request.MemberId = "nobody");
        await BeatAsync(ErrorCode.GroupIdNotFound, request => request.GroupId = "no-such-group");
        await healthy.AssertUndisturbedAsync();
    }

    [Fact]
    public async Task A_heartbeat_that_makes_no_sense_is_refused()
    {
        await BeatAsync(ErrorCode.InvalidRequest, request => request.GroupId = "");
        await BeatAsync(ErrorCode.InvalidRequest, request => request.MemberId = "");
        await BeatAsync(ErrorCode.InvalidRequest, request => request.MemberEpoch = int.MinValue);
        await BeatAsync(ErrorCode.InvalidRequest, request => request.RackId = " ");
        await BeatAsync(ErrorCode.InvalidRequest, request => request.InstanceId = "");
        await BeatAsync(ErrorCode.InvalidRequest, request =>
            (request.MemberId, request.MemberEpoch) = ("newcomer", 0));
        await BeatAsync(ErrorCode.UnsupportedAssignor, request => request.ServerAssignor = "unheard-of");
        await BeatAsync(ErrorCode.InvalidRegularExpression, request => request.SubscribedTopicRegex = "([");
        await healthy.AssertUndisturbedAsync();
    }

    [Fact]
    public async Task A_consumer_group_that_is_full_takes_no_more()
    {
        await BeatAsync(ErrorCode.None, request => ToJoin(request, "full", "first"));
        await BeatAsync(ErrorCode.None, request => ToJoin(request, "full", "second"));
        await BeatAsync(ErrorCode.GroupMaxSizeReached, request => ToJoin(request, "full", "third"));
        await healthy.AssertUndisturbedAsync();
    }

    private static void ToJoin(ConsumerGroupHeartbeatRequest request, string group, string member)
    {
        (request.GroupId, request.MemberId, request.MemberEpoch) = (group, member, 0);
        (request.SubscribedTopicNames, request.TopicPartitions) = ([HealthyGroup.Topic], []);
        request.RebalanceTimeoutMs = 60_000;
    }

    private void OfConsumer(OffsetCommitRequest request, int epoch) =>
        (request.GroupId, request.MemberId, request.GenerationIdOrMemberEpoch) =
            (HealthyGroup.Consumer, healthy.ConsumerMemberId, epoch);

    private async Task ExpectAsync(ErrorCode expected, short version, Action<OffsetCommitRequest> spoil)
    {
        await using var client = await healthy.ConnectAsync();
        var request = Commit();
        spoil(request);
        var response = await client.Connection.SendAsync<OffsetCommitRequest, OffsetCommitResponse>(request, version);
        Assert.Equal(expected, response.Topics[0].Partitions[0].ErrorCode);
    }

    private async Task BeatAsync(ErrorCode expected, Action<ConsumerGroupHeartbeatRequest> spoil)
    {
        await using var client = await healthy.ConnectAsync();
        var request = new ConsumerGroupHeartbeatRequest
        {
            GroupId = HealthyGroup.Consumer,
            MemberId = healthy.ConsumerMemberId,
            MemberEpoch = healthy.ConsumerEpoch,
        };
        spoil(request);
        var response = await client.Connection
            .SendAsync<ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse>(request, 1);
        Assert.Equal(expected, response.ErrorCode);
    }

    private OffsetCommitRequest Commit() => new()
    {
        GroupId = HealthyGroup.Classic,
        MemberId = healthy.MemberId,
        GenerationIdOrMemberEpoch = healthy.Generation,
        Topics = [new() { Name = HealthyGroup.Topic, Partitions = [new() { CommittedOffset = 1 }] }],
    };
}

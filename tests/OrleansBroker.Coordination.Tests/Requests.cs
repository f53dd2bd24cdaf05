using OrleansBroker.Coordination.Shard;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;
using OrleansBroker.Protocol.Wire;

namespace OrleansBroker.Coordination.Tests;

/// <summary>Requests as clients send them, in the newest version unless a test says otherwise.</summary>
internal static class Requests
{
    public const string GroupId = "group";

    public static Ticket Join(
        this Coordinator coordinator, string memberId = "", string? instanceId = null, short version = 9,
        string[]? topics = null, string protocol = "range", int sessionMs = 10_000, int rebalanceMs = 60_000,
        string protocolType = "consumer", byte[]? metadata = null, string groupId = GroupId) =>
        coordinator.Run(coordinator.Context(version), (shard, context) => shard.JoinGroup(
            context,
            new JoinGroupRequest
            {
                GroupId = groupId,
                MemberId = memberId,
                GroupInstanceId = instanceId,
                SessionTimeoutMs = sessionMs,
                RebalanceTimeoutMs = rebalanceMs,
                ProtocolType = protocolType,
                Protocols = [.. protocol.Split(',').Select(name => new JoinGroupRequest.JoinGroupRequestProtocol
                {
                    Name = name,
                    Metadata = metadata ?? Subscription(topics ?? ["t"]),
                })],
            },
            coordinator.NowMs));

    public static Ticket Sync(
        this Coordinator coordinator, string memberId, int generation, string? instanceId = null,
        params (string MemberId, byte[] Assignment)[] assignments) =>
        coordinator.Run(coordinator.Context(5), (shard, context) => shard.SyncGroup(
            context,
            new SyncGroupRequest
            {
                GroupId = GroupId,
                MemberId = memberId,
                GroupInstanceId = instanceId,
                GenerationId = generation,
                Assignments = [.. assignments.Select(share => new SyncGroupRequest.SyncGroupRequestAssignment
                {
                    MemberId = share.MemberId,
                    Assignment = share.Assignment,
                })],
            },
            coordinator.NowMs));

    public static ErrorCode Heartbeat(
        this Coordinator coordinator, string memberId, int generation, string? instanceId = null) =>
        coordinator.Ask<HeartbeatResponse>(4, (shard, context) => shard.Heartbeat(
            context,
            new HeartbeatRequest
            {
                GroupId = GroupId, MemberId = memberId, GenerationId = generation, GroupInstanceId = instanceId,
            },
            coordinator.NowMs)).ErrorCode;

    public static LeaveGroupResponse Leave(
        this Coordinator coordinator, params (string MemberId, string? InstanceId)[] leavers) =>
        coordinator.Ask<LeaveGroupResponse>(5, (shard, context) => shard.LeaveGroup(
            context,
            new LeaveGroupRequest
            {
                GroupId = GroupId,
                Members = [.. leavers.Select(leaver => new LeaveGroupRequest.MemberIdentity
                {
                    MemberId = leaver.MemberId, GroupInstanceId = leaver.InstanceId,
                })],
            },
            coordinator.NowMs));

    public static ConsumerGroupHeartbeatResponse Beat(
        this Coordinator coordinator, string memberId, int epoch, string[]? topics = null, PartitionSet? owned = null,
        string? instanceId = null, string? assignor = null, string? regex = null, int rebalanceMs = 60_000,
        string? rack = null, string group = GroupId) =>
        coordinator.Ask<ConsumerGroupHeartbeatResponse>(1, (shard, context) => shard.ConsumerGroupHeartbeat(
            context,
            new ConsumerGroupHeartbeatRequest
            {
                GroupId = group,
                MemberId = memberId,
                MemberEpoch = epoch,
                InstanceId = instanceId,
                RackId = rack,
                ServerAssignor = assignor,
                SubscribedTopicRegex = regex,
                RebalanceTimeoutMs = epoch == 0 ? rebalanceMs : -1,
                SubscribedTopicNames = topics?.ToList() ?? (epoch == 0 && regex is null ? ["t"] : null),
                TopicPartitions = owned is null ? (epoch == 0 ? [] : null) : [.. owned.Topics.Select(topic =>
                    new ConsumerGroupHeartbeatRequest.TopicPartitionsData
                    {
                        TopicId = topic.TopicId, Partitions = [.. topic.Partitions],
                    })],
            },
            coordinator.NowMs));

    public static ErrorCode Commit(
        this Coordinator coordinator, int partition, long offset, string memberId = "", int epoch = -1,
        string? instanceId = null, string metadata = "", short version = 9, long retentionMs = -1,
        string topic = "t", string groupId = GroupId) =>
        coordinator.Ask<OffsetCommitResponse>(version, (shard, context) => shard.OffsetCommit(
            context,
            new OffsetCommitRequest
            {
                GroupId = groupId,
                MemberId = memberId,
                GroupInstanceId = instanceId,
                GenerationIdOrMemberEpoch = epoch,
                RetentionTimeMs = retentionMs,
                Topics =
                [
                    new OffsetCommitRequest.OffsetCommitRequestTopic
                    {
                        Name = topic,
                        Partitions =
                        [
                            new OffsetCommitRequest.OffsetCommitRequestPartition
                            {
                                PartitionIndex = partition, CommittedOffset = offset, CommittedMetadata = metadata,
                            },
                        ],
                    },
                ],
            },
            coordinator.NowMs)).Topics[0].Partitions[0].ErrorCode;

    public static OffsetFetchResponse.OffsetFetchResponseGroup Fetch(
        this Coordinator coordinator, int[]? partitions = null, string? memberId = null, int epoch = -1,
        string topic = "t", bool requireStable = false) =>
        coordinator.Ask<OffsetFetchResponse>(9, (shard, context) => shard.OffsetFetch(
            context,
            new OffsetFetchRequest.OffsetFetchRequestGroup
            {
                GroupId = GroupId,
                MemberId = memberId,
                MemberEpoch = epoch,
                Topics = partitions is null ? null :
                [
                    new OffsetFetchRequest.OffsetFetchRequestTopics
                    {
                        Name = topic, PartitionIndexes = [.. partitions],
                    },
                ],
            },
            requireStable,
            coordinator.NowMs)).Groups[0];

    public static long FetchOffset(this Coordinator coordinator, int partition, string topic = "t") =>
        coordinator.Fetch([partition], topic: topic).Topics[0].Partitions[0].CommittedOffset;

    public static byte[] Subscription(
        string[] topics, (string Topic, int[] Partitions)[]? owned = null, int generation = -1)
    {
        const short version = 3;
        using var writer = new WireWriter();
        writer.WriteInt16(version);
        new ConsumerProtocolSubscription
        {
            Topics = [.. topics],
            GenerationId = generation,
            OwnedPartitions = [.. (owned ?? []).Select(entry => new ConsumerProtocolSubscription.TopicPartition
            {
                Topic = entry.Topic, Partitions = [.. entry.Partitions],
            })],
        }.Write(writer, version);
        return writer.ToArray();
    }

    public static PartitionSet AssignedTo(ConsumerGroupHeartbeatResponse response) =>
        PartitionSet.Of(response.Assignment!.TopicPartitions.Select(t => (t.TopicId, t.Partitions.AsEnumerable())));
}

using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;
using OrleansBroker.TestKit;

namespace OrleansBroker.Interop.Tests.Groups;

/// <summary>What a member shows when it commits: its id, and its generation or epoch.</summary>
internal readonly record struct Membership(string MemberId, int Epoch)
{
    private const short JoinVersion = 3;
    private const short SyncVersion = 3;
    private const short HeartbeatVersion = 1;

    /// <summary>Who commits without being a member.</summary>
    public static Membership None => new("", -1);

    /// <summary>Joins a group of the classic protocol as its only member.</summary>
    public static async Task<Membership> OfClassicAsync(KafkaClient client, string group, int sessionMs)
    {
        var join = new JoinGroupRequest
        {
            GroupId = group,
            SessionTimeoutMs = sessionMs,
            RebalanceTimeoutMs = sessionMs,
            ProtocolType = "consumer",
            Protocols = [new() { Name = "range" }],
        };
        while (true)
        {
            var joined = await client.Connection.SendAsync<JoinGroupRequest, JoinGroupResponse>(join, JoinVersion);
            if (joined.ErrorCode == ErrorCode.CoordinatorLoadInProgress)
            {
                continue;
            }

            KafkaErrorException.ThrowIfFailed(joined.ErrorCode);
            var synced = await client.Connection.SendAsync<SyncGroupRequest, SyncGroupResponse>(
                new SyncGroupRequest
                {
                    GroupId = group,
                    MemberId = joined.MemberId,
                    GenerationId = joined.GenerationId,
                    Assignments = [new() { MemberId = joined.MemberId }],
                },
                SyncVersion);
            KafkaErrorException.ThrowIfFailed(synced.ErrorCode);
            return new Membership(joined.MemberId, joined.GenerationId);
        }
    }

    /// <summary>Joins a group of the consumer protocol as its only member.</summary>
    public static async Task<Membership> OfConsumerAsync(KafkaClient client, string group, string topic)
    {
        var heartbeat = new ConsumerGroupHeartbeatRequest
        {
            GroupId = group,
            MemberId = $"{Guid.NewGuid()}",
            MemberEpoch = 0,
            RebalanceTimeoutMs = 60_000,
            SubscribedTopicNames = [topic],
            TopicPartitions = [],
        };
        while (true)
        {
            var answer = await client.Connection
                .SendAsync<ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse>(heartbeat, HeartbeatVersion);
            if (answer.ErrorCode != ErrorCode.CoordinatorLoadInProgress)
            {
                KafkaErrorException.ThrowIfFailed(answer.ErrorCode, answer.ErrorMessage);
                return new Membership(heartbeat.MemberId, answer.MemberEpoch);
            }
        }
    }
}

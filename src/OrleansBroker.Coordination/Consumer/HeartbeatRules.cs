using OrleansBroker.Coordination.Shard;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Coordination.Consumer;

/// <summary>What a ConsumerGroupHeartbeat must look like, whatever the group.</summary>
internal static class HeartbeatRules
{
    private const short ClientChoosesMemberIdSince = 1;

    /// <summary>The error, if the request is none that anybody may send.</summary>
    public static Refusal? Check(GroupOptions options, short version, ConsumerGroupHeartbeatRequest request)
    {
        if (string.IsNullOrWhiteSpace(request.GroupId))
            return Invalid("GroupId can't be empty.");
        if (request.InstanceId is { } instance && string.IsNullOrWhiteSpace(instance))
            return Invalid("InstanceId can't be empty.");
        if (request.RackId is { } rack && string.IsNullOrWhiteSpace(rack))
            return Invalid("RackId can't be empty.");
        if (request.MemberEpoch < ConsumerMember.AwayEpoch)
            return Invalid("MemberEpoch is invalid.");
        if (request.MemberEpoch == ConsumerMember.AwayEpoch && request.InstanceId is null)
            return Invalid("InstanceId can't be null.");
        if (string.IsNullOrWhiteSpace(request.MemberId)
            && (version >= ClientChoosesMemberIdSince || request.MemberEpoch != ConsumerMember.JoinEpoch))
            return Invalid("MemberId can't be empty.");
        return (request.MemberEpoch == ConsumerMember.JoinEpoch ? CheckJoin(request) : null)
            ?? CheckWishes(options, request);
    }

    private static Refusal? CheckJoin(ConsumerGroupHeartbeatRequest request)
    {
        if (request.RebalanceTimeoutMs == -1)
            return Invalid("RebalanceTimeoutMs must be provided in first request.");
        if (request.TopicPartitions is not { Count: 0 })
            return Invalid("TopicPartitions must be empty when (re-)joining.");
        return request.SubscribedTopicNames is null && request.SubscribedTopicRegex is null
            ? Invalid("Either SubscribedTopicNames or SubscribedTopicRegex must be non-null when (re-)joining.")
            : null;
    }

    private static Refusal? CheckWishes(GroupOptions options, ConsumerGroupHeartbeatRequest request)
    {
        if (request.ServerAssignor is { } name && options.Assignors.All(assignor => assignor.Name != name))
        {
            var known = string.Join(", ", options.Assignors.Select(assignor => assignor.Name));
            var text = $"ServerAssignor {name} is not supported. Supported assignors: {known}.";
            return new Refusal(ErrorCode.UnsupportedAssignor, text);
        }

        return !string.IsNullOrEmpty(request.SubscribedTopicRegex)
            && !TopicRegex.TryParse(request.SubscribedTopicRegex, out _)
            ? new Refusal(
                ErrorCode.InvalidRegularExpression,
                $"SubscribedTopicRegex `{request.SubscribedTopicRegex}` is not a valid regular expression.")
            : null;
    }

    private static Refusal Invalid(string message) => new(ErrorCode.InvalidRequest, message);
}

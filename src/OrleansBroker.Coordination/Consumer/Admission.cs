using OrleansBroker.Coordination.Shard;
using OrleansBroker.Protocol;

namespace OrleansBroker.Coordination.Consumer;

/// <summary>Who may speak for which member of a consumer group. Looks only; changes nothing.</summary>
internal static class Admission
{
    /// <summary>Checks a heartbeat that joins or stays. Nobody is found for one that is new, or takes a static
    /// member's place.</summary>
    public static Refusal? Check(
        ConsumerGroup group, string memberId, string? instanceId, int epoch, PartitionSet? owned)
    {
        if (instanceId is not null)
            return CheckStatic(group, memberId, instanceId, epoch, owned);
        if (group.Member(memberId) is not { } member)
            return epoch == ConsumerMember.JoinEpoch ? null : Unknown(memberId);
        return member.IsClassic && epoch == ConsumerMember.JoinEpoch ? null : CheckEpoch(member, epoch, owned);
    }

    /// <summary>Whether a group can take one more.</summary>
    public static Refusal? CheckRoom(GroupOptions options, ConsumerGroup group, string memberId) =>
        group.Members.Count >= options.ConsumerMaxSize && group.Member(memberId) is null
            ? Full(options)
            : null;

    public static Refusal Full(GroupOptions options) => new(
        ErrorCode.GroupMaxSizeReached,
        $"The consumer group has reached its maximum capacity of {options.ConsumerMaxSize} members.");

    public static Refusal Unknown(string memberId) =>
        new(ErrorCode.UnknownMemberId, $"Member {memberId} is not a member of the group.");

    public static Refusal Fenced(string memberId, string instanceId) =>
        new(ErrorCode.FencedInstanceId,
            $"Static member {memberId} with instance id {instanceId} was fenced by another member.");

    private static Refusal? CheckStatic(
        ConsumerGroup group, string memberId, string instanceId, int epoch, PartitionSet? owned)
    {
        var current = group.StaticMember(instanceId);
        if (epoch == ConsumerMember.JoinEpoch)
            return current is null || current.MemberId == memberId ? null : CheckReleased(current, instanceId);
        if (current is null)
            return Unknown(memberId);
        return current.MemberId == memberId ? CheckEpoch(current, epoch, owned) : Fenced(memberId, instanceId);
    }

    /// <summary>A static member's place is taken only after it has said that it is away.</summary>
    private static Refusal? CheckReleased(ConsumerMember current, string instanceId) =>
        current.IsClassic || current.Current.Epoch == ConsumerMember.AwayEpoch
            ? null
            : new Refusal(
                ErrorCode.UnreleasedInstanceId,
                $"Instance id {instanceId} is still in use by member {current.MemberId}.");

    /// <summary>
    /// The member's own epoch; or 0, with which it says that it has given up everything; or the one before, from a
    /// member that did not get the last answer and owns nothing beyond what it has.
    /// </summary>
    private static Refusal? CheckEpoch(ConsumerMember member, int epoch, PartitionSet? owned)
    {
        var current = member.Current;
        if (epoch == current.Epoch || epoch == ConsumerMember.JoinEpoch)
            return null;
        if (epoch == current.PreviousEpoch && owned is not null && owned.IsSubsetOf(current.Assigned))
            return null;
        var relation = epoch > current.Epoch ? "larger" : "smaller";
        return new Refusal(
            ErrorCode.FencedMemberEpoch,
            $"The epoch {epoch} of member {member.MemberId} is {relation} than the one of the coordinator, "
            + $"{current.Epoch}. It must abandon all its partitions and rejoin.");
    }
}

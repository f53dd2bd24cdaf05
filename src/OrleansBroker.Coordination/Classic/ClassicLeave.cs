using OrleansBroker.Coordination.Shard;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Coordination.Classic;

/// <summary>
/// LeaveGroup for a group of the classic protocol: any number of members go, the others rebalance once.
/// </summary>
internal static class ClassicLeave
{
    public static List<LeaveGroupResponse.MemberResponse> Run(
        GroupTurn turn, ClassicGroup group, IEnumerable<LeaveGroupRequest.MemberIdentity> leavers)
    {
        var membersBefore = group.Members.Count;
        var answers = leavers.Select(leaver => new LeaveGroupResponse.MemberResponse
        {
            MemberId = leaver.MemberId,
            GroupInstanceId = leaver.GroupInstanceId,
            ErrorCode = Remove(turn, group, leaver),
        }).ToList();

        // That a merely promised member goes matters only to a rebalance that waits for it.
        if (group.Members.Count < membersBefore || group.State == ClassicState.PreparingRebalance)
            ClassicMembership.OnGone(turn, group);
        return answers;
    }

    /// <summary>Nobody is there who could leave. A batch is told so member by member, if the group could exist at all.
    /// </summary>
    public static LeaveGroupResponse Unknown(LeaveGroupRequest request, ErrorCode error, bool isBatched) =>
        error != ErrorCode.UnknownMemberId || !isBatched
            ? new LeaveGroupResponse { ErrorCode = error }
            : new LeaveGroupResponse
            {
                Members =
                [
                    .. request.Members.Select(leaver => new LeaveGroupResponse.MemberResponse
                    {
                        MemberId = leaver.MemberId, GroupInstanceId = leaver.GroupInstanceId, ErrorCode = error,
                    }),
                ],
            };

    private static ErrorCode Remove(GroupTurn turn, ClassicGroup group, LeaveGroupRequest.MemberIdentity leaver)
    {
        if (group.PendingMembers.Remove(leaver.MemberId))
            return ErrorCode.None;

        // An operator removes a static member by its instance alone.
        var memberId = leaver.MemberId.Length == 0 && leaver.GroupInstanceId is not null
            ? group.StaticMember(leaver.GroupInstanceId)?.MemberId ?? ""
            : leaver.MemberId;
        var error = group.Check(memberId, leaver.GroupInstanceId);
        if (error == ErrorCode.None)
            ClassicMembership.TakeOut(turn, group, group.Member(memberId)!);
        return error;
    }
}

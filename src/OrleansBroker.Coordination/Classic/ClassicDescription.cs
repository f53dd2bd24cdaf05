using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Coordination.Classic;

/// <summary>DescribeGroups of one group.</summary>
internal static class ClassicDescription
{
    public static DescribeGroupsResponse.DescribedGroup Of(string groupId, ClassicGroup? group) => new()
    {
        GroupId = groupId,
        GroupState = (group?.State ?? ClassicState.Empty).ToString(),
        ProtocolType = group?.ProtocolType ?? "",
        ProtocolData = group is { State: ClassicState.Stable } ? group.Protocol ?? "" : "",
        Members = group is null ? [] : [.. group.Members.Select(member => Of(group, member))],
    };

    /// <summary>While a group is being rebalanced nobody has an assignment, and no protocol is chosen.</summary>
    private static DescribeGroupsResponse.DescribedGroupMember Of(ClassicGroup group, ClassicMember member)
    {
        var isStable = group.State == ClassicState.Stable;
        return new DescribeGroupsResponse.DescribedGroupMember
        {
            MemberId = member.MemberId,
            GroupInstanceId = member.InstanceId,
            ClientId = member.ClientId,
            ClientHost = member.ClientHost,
            MemberMetadata = isStable ? member.MetadataFor(group.Protocol) ?? [] : [],
            MemberAssignment = isStable ? member.Assignment : [],
        };
    }
}

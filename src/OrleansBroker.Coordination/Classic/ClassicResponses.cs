using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Coordination.Classic;

/// <summary>What the members of classic groups are answered.</summary>
internal static class ClassicResponses
{
    private const int NoGeneration = -1;

    public static JoinGroupResponse JoinError(ErrorCode error, string memberId) =>
        new() { ErrorCode = error, MemberId = memberId, GenerationId = NoGeneration };

    /// <summary>The group as it is: the leader gets everybody's metadata, so that it can assign.</summary>
    public static JoinGroupResponse Joined(ClassicGroup group, ClassicMember member, bool withMembers) => new()
    {
        MemberId = member.MemberId,
        GenerationId = group.Generation,
        ProtocolType = group.ProtocolType,
        ProtocolName = group.Protocol ?? "",
        Leader = group.Leader ?? "",
        Members = withMembers ? [.. group.Members.Select(other => Describe(group, other))] : [],
    };

    public static SyncGroupResponse SyncError(ErrorCode error) => new() { ErrorCode = error };

    public static SyncGroupResponse Synced(ClassicGroup group, ClassicMember member) => new()
    {
        ProtocolType = group.ProtocolType,
        ProtocolName = group.Protocol,
        Assignment = member.Assignment,
    };

    private static JoinGroupResponse.JoinGroupResponseMember Describe(ClassicGroup group, ClassicMember member) => new()
    {
        MemberId = member.MemberId,
        GroupInstanceId = member.InstanceId,
        Metadata = member.MetadataFor(group.Protocol) ?? [],
    };
}

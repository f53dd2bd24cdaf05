using OrleansBroker.Coordination.Shard;
using OrleansBroker.Protocol.Messages.CoordinatorRecords;

namespace OrleansBroker.Coordination.Classic;

/// <summary>A classic group as it is written down, and read back.</summary>
internal static class ClassicRecords
{
    /// <summary>Writes the group down as it is now.</summary>
    public static void WriteDown(GroupTurn turn, ClassicGroup group) =>
        turn.WriteDown(RecordType.GroupMetadata, ToValue(group));

    /// <summary>Writes down a group whose rebalance is still to come: nobody leads it, and so it begins again when the
    /// coordinator moves meanwhile.</summary>
    public static void WriteDownUnsettled(GroupTurn turn, ClassicGroup group)
    {
        var value = ToValue(group);
        value.Leader = null;
        turn.WriteDown(RecordType.GroupMetadata, value);
    }

    /// <summary>Whether the group as it is now is small enough to be written down.</summary>
    public static bool CanWriteDown(GroupTurn turn, ClassicGroup group) =>
        turn.CanWriteDown(RecordType.GroupMetadata, ToValue(group));

    public static GroupMetadataValue ToValue(ClassicGroup group) => new()
    {
        ProtocolType = group.ProtocolType ?? "",
        Generation = group.Generation,
        Protocol = group.Protocol,
        Leader = group.Leader,
        CurrentStateTimestamp = group.StateSinceMs,
        Members =
        [
            .. group.Members.Select(member => new GroupMetadataValue.MemberMetadata
            {
                MemberId = member.MemberId,
                GroupInstanceId = member.InstanceId,
                ClientId = member.ClientId,
                ClientHost = member.ClientHost,
                RebalanceTimeout = member.RebalanceTimeoutMs,
                SessionTimeout = member.SessionTimeoutMs,
                Subscription = member.MetadataFor(group.Protocol) ?? [],
                Assignment = member.Assignment,
            }),
        ],
    };

    public static ClassicGroup FromValue(GroupMetadataValue value)
    {
        var group = new ClassicGroup
        {
            ProtocolType = value.ProtocolType.Length == 0 ? null : value.ProtocolType,
            Protocol = value.Protocol,
            Generation = value.Generation,
        };
        foreach (var member in value.Members)
            group.Add(FromValue(member, value.Protocol ?? ""));
        group.Leader = value.Leader;
        group.Restore(value.CurrentStateTimestamp);
        return group;
    }

    private static ClassicMember FromValue(GroupMetadataValue.MemberMetadata member, string protocol) =>
        new(member.MemberId, member.GroupInstanceId, member.ClientId, member.ClientHost)
        {
            // Records of version 0 have no rebalance timeout.
            RebalanceTimeoutMs = member.RebalanceTimeout < 0 ? member.SessionTimeout : member.RebalanceTimeout,
            SessionTimeoutMs = member.SessionTimeout,
            Protocols = [new ClassicProtocol(protocol, member.Subscription)],
            Assignment = member.Assignment,
        };
}

namespace OrleansBroker.Coordination.Assignors;

/// <summary>
/// The order in which members are served: static ones first, by the id that outlives their restarts, so that a restart
/// of the whole group changes nothing.
/// </summary>
internal static class MemberOrder
{
    public static AssignorMember[] Sort(IEnumerable<AssignorMember> members) =>
    [
        .. members.OrderBy(member => member.InstanceId is null)
            .ThenBy(member => member.InstanceId ?? member.MemberId, StringComparer.Ordinal),
    ];
}

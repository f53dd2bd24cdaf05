using OrleansBroker.Coordination.Topics;

namespace OrleansBroker.Coordination.Assignors;

/// <summary>
/// Shares out partitions among the members of a group. Pure: the same input gives the same assignment, on any broker.
/// </summary>
public interface IPartitionAssignor
{
    /// <summary>The name by which a member asks for it.</summary>
    string Name { get; }

    /// <summary>Gives every partition of the topics to one of the members subscribed to it, if there are any.</summary>
    /// <param name="members">The group's members.</param>
    /// <param name="topics">The topics to share out; a topic that a member names and that is not here is
    /// ignored.</param>
    /// <returns>One entry for each member.</returns>
    IReadOnlyDictionary<string, PartitionSet> Assign(
        IReadOnlyList<AssignorMember> members, IReadOnlyList<TopicInfo> topics);
}

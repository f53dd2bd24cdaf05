using OrleansBroker.Protocol;

namespace OrleansBroker.Coordination.Assignors;

/// <summary>A member as an assignor sees it.</summary>
/// <param name="MemberId">The member's id.</param>
/// <param name="InstanceId">The id of a static member, which outlives its member id; otherwise null.</param>
/// <param name="RackId">The member's rack, when it has named one.</param>
/// <param name="Topics">The topics to which it is subscribed.</param>
/// <param name="Current">What the latest target assignment gives it.</param>
public sealed record AssignorMember(
    string MemberId, string? InstanceId, string? RackId, IReadOnlySet<TopicId> Topics, PartitionSet Current);

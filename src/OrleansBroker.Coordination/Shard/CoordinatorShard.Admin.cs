using OrleansBroker.Coordination.Classic;
using OrleansBroker.Coordination.Consumer;
using OrleansBroker.Coordination.Offsets;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Coordination.Shard;

/// <summary>The requests of operators. Those for several groups are asked group by group.</summary>
public sealed partial class CoordinatorShard
{
    private const short GroupNotFoundSince = 6;

    /// <summary>ListGroups of this shard, sleeping groups included.</summary>
    public TurnResult ListGroups(RequestContext context, ListGroupsRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var awake = _groups.Awake.Where(group => !group.IsNothing).Select(group => new ListGroupsResponse.ListedGroup
        {
            GroupId = group.Id,
            ProtocolType = group.ProtocolType,
            GroupState = group.State,
            GroupType = NameOf(group.Type),
        });
        var asleep = _groups.Asleep.Select(entry => new ListGroupsResponse.ListedGroup
        {
            GroupId = entry.Key,
            ProtocolType = entry.Value.ProtocolType,
            GroupState = nameof(ClassicState.Empty),
            GroupType = NameOf(entry.Value.Type),
        });
        return Tell(context, null, new ListGroupsResponse
        {
            Groups =
            [
                .. awake.Concat(asleep)
                    .Where(group => Passes(request.StatesFilter, group.GroupState))
                    .Where(group => Passes(request.TypesFilter, group.GroupType)),
            ],
        });
    }

    /// <summary>DescribeGroups of one group; answered with a <see cref="DescribeGroupsResponse"/> of it.</summary>
    public TurnResult DescribeGroup(RequestContext context, string groupId)
    {
        var group = _groups.Find(groupId);
        var described = group is null or { Consumer: not null }
            ? NotClassic(context, groupId, group)
            : ClassicDescription.Of(groupId, group.Classic);
        return Tell(context, group, new DescribeGroupsResponse { Groups = [described] });
    }

    /// <summary>ConsumerGroupDescribe of one group; answered with a <see cref="ConsumerGroupDescribeResponse"/> of it.
    /// </summary>
    public TurnResult ConsumerGroupDescribe(RequestContext context, string groupId)
    {
        var group = _groups.Find(groupId);
        var described = group?.Consumer is { } consumer
            ? ConsumerDescription.Of(groupId, consumer, Options, Topics)
            : new ConsumerGroupDescribeResponse.DescribedGroup
            {
                GroupId = groupId,
                ErrorCode = NotFound(groupId),
                ErrorMessage = group is null
                    ? $"Group {groupId} not found."
                    : $"Group {groupId} is not a consumer group.",
            };
        return Tell(context, group, new ConsumerGroupDescribeResponse { Groups = [described] });
    }

    /// <summary>DeleteGroups of one group; answered with a <see cref="DeleteGroupsResponse"/> of it.</summary>
    public TurnResult DeleteGroup(RequestContext context, string groupId, long nowMs)
    {
        var group = _groups.Find(groupId);
        var error = group is null ? ErrorCode.GroupIdNotFound
            : group.HasNoMembers ? ErrorCode.None
            : ErrorCode.NonEmptyGroup;
        var response = new DeleteGroupsResponse
        {
            Results = [new DeleteGroupsResponse.DeletableGroupResult { GroupId = groupId, ErrorCode = error }],
        };
        if (error != ErrorCode.None)
            return Tell(context, group, response);
        var turn = Use(group!, nowMs);
        OffsetExpiry.Forget(turn);
        turn.Answer(context.Ticket, response);
        return End(turn);
    }

    private static DescribeGroupsResponse.DescribedGroup NotClassic(
        RequestContext context, string groupId, Group? group) => new()
    {
        GroupId = groupId,
        GroupState = "Dead",
        ErrorCode = context.ApiVersion >= GroupNotFoundSince ? ErrorCode.GroupIdNotFound : ErrorCode.None,
        ErrorMessage = context.ApiVersion < GroupNotFoundSince ? null
            : group is null ? $"Group {groupId} not found."
            : $"Group {groupId} is not a classic group.",
    };

    private static string NameOf(GroupType type) => type == GroupType.Consumer ? "consumer" : "classic";

    private static bool Passes(List<string> filter, string value) =>
        filter.Count == 0 || filter.Contains(value, StringComparer.OrdinalIgnoreCase);
}

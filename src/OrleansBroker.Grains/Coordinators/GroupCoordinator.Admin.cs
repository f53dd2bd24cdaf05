using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Grains.Coordinators;

/// <summary>The requests of operators. Those for several groups are asked group by group.</summary>
public sealed partial class GroupCoordinator
{
    /// <summary>The groups of all shards here; COORDINATOR_LOAD_IN_PROGRESS while one of them is still loading.
    /// </summary>
    public async Task<ListGroupsResponse> ListGroupsAsync(ListGroupsRequest request, GroupCaller caller)
    {
        var calls = new List<GroupCall>();
        foreach (var host in _shards.All)
        {
            var call = new GroupCall(null, caller, (shard, context, _) => shard.ListGroups(context, request));
            host.Submit(call);
            calls.Add(call);
        }

        var outcomes = await Task.WhenAll(calls.Select(call => call.Completion));
        if (outcomes.Any(outcome => outcome.Error == ErrorCode.CoordinatorLoadInProgress))
        {
            return new ListGroupsResponse { ErrorCode = ErrorCode.CoordinatorLoadInProgress };
        }

        return new ListGroupsResponse
        {
            Groups = [.. outcomes.Select(outcome => outcome.Response).OfType<ListGroupsResponse>()
                .SelectMany(response => response.Groups)],
        };
    }

    public async Task<DescribeGroupsResponse.DescribedGroup> DescribeGroupAsync(string groupId, GroupCaller caller)
    {
        var response = await AskAsync(
            groupId, caller, (shard, context, _) => shard.DescribeGroup(context, groupId),
            error => new DescribeGroupsResponse { Groups = [new() { GroupId = groupId, ErrorCode = error }] });
        return response.Groups[0];
    }

    public async Task<ConsumerGroupDescribeResponse.DescribedGroup> ConsumerGroupDescribeAsync(
        string groupId, GroupCaller caller)
    {
        var response = await AskAsync(
            groupId, caller, (shard, context, _) => shard.ConsumerGroupDescribe(context, groupId),
            error => new ConsumerGroupDescribeResponse { Groups = [new() { GroupId = groupId, ErrorCode = error }] });
        return response.Groups[0];
    }

    public async Task<DeleteGroupsResponse.DeletableGroupResult> DeleteGroupAsync(string groupId, GroupCaller caller)
    {
        var response = await AskAsync(
            groupId, caller, (shard, context, nowMs) => shard.DeleteGroup(context, groupId, nowMs),
            error => new DeleteGroupsResponse { Results = [new() { GroupId = groupId, ErrorCode = error }] });
        return response.Results[0];
    }
}

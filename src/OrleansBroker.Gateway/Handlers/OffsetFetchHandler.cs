using OrleansBroker.Gateway.Cluster;
using OrleansBroker.Gateway.Connections;
using OrleansBroker.Grains.Coordinators;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;
using AskedGroup = OrleansBroker.Protocol.Messages.OffsetFetchRequest.OffsetFetchRequestGroup;
using FetchedGroup = OrleansBroker.Protocol.Messages.OffsetFetchResponse.OffsetFetchResponseGroup;

namespace OrleansBroker.Gateway.Handlers;

/// <summary>What groups have committed: one group per request, or several from version 8 on.</summary>
internal sealed class OffsetFetchHandler(GroupCoordinator groups) : IHandler<OffsetFetchRequest, OffsetFetchResponse>
{
    private const short FirstVersionWithGroups = 8;

    /// <summary>Before it, an error could be told of a partition only.</summary>
    private const short FirstVersionWithError = 2;

    public async ValueTask<OffsetFetchResponse?> HandleAsync(OffsetFetchRequest request, RequestContext context)
    {
        var caller = context.Caller();
        if (context.Version >= FirstVersionWithGroups)
        {
            var fetched = await Task.WhenAll(
                request.Groups.Select(group => groups.OffsetFetchAsync(group, request.RequireStable, caller)));
            return new OffsetFetchResponse { Groups = [.. fetched] };
        }

        var asked = new AskedGroup { GroupId = request.GroupId, Topics = TopicsOf(request) };
        var answer = await groups.OffsetFetchAsync(asked, request.RequireStable, caller);
        return answer.ErrorCode == ErrorCode.None
            ? new OffsetFetchResponse { Topics = ToTopics(answer) }
            : new OffsetFetchResponse
            {
                ErrorCode = answer.ErrorCode,
                Topics = context.Version < FirstVersionWithError ? Refused(request, answer.ErrorCode) : [],
            };
    }

    private static List<OffsetFetchRequest.OffsetFetchRequestTopics>? TopicsOf(OffsetFetchRequest request) =>
        request.Topics?.ConvertAll(topic => new OffsetFetchRequest.OffsetFetchRequestTopics
        {
            Name = topic.Name,
            PartitionIndexes = topic.PartitionIndexes,
        });

    private static List<OffsetFetchResponse.OffsetFetchResponseTopic> ToTopics(FetchedGroup group) =>
        group.Topics.ConvertAll(topic => new OffsetFetchResponse.OffsetFetchResponseTopic
        {
            Name = topic.Name,
            Partitions = topic.Partitions.ConvertAll(partition => new OffsetFetchResponse.OffsetFetchResponsePartition
            {
                PartitionIndex = partition.PartitionIndex,
                CommittedOffset = partition.CommittedOffset,
                CommittedLeaderEpoch = partition.CommittedLeaderEpoch,
                Metadata = partition.Metadata,
                ErrorCode = partition.ErrorCode,
            }),
        });

    private static List<OffsetFetchResponse.OffsetFetchResponseTopic> Refused(
        OffsetFetchRequest request, ErrorCode error) =>
    [
        .. request.Topics!.Select(topic => new OffsetFetchResponse.OffsetFetchResponseTopic
        {
            Name = topic.Name,
            Partitions = topic.PartitionIndexes.ConvertAll(index => new OffsetFetchResponse.OffsetFetchResponsePartition
            {
                PartitionIndex = index,
                CommittedOffset = -1,
                ErrorCode = error,
            }),
        }),
    ];
}

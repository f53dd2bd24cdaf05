using OrleansBroker.Gateway.Cluster;
using OrleansBroker.Gateway.Connections;
using OrleansBroker.Grains.Coordinators;
using OrleansBroker.Grains.Metadata;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Gateway.Handlers;

/// <summary>Forgets what a group has committed for topics that it does not read any more.</summary>
internal sealed class OffsetDeleteHandler(GroupCoordinator groups, MetadataStore metadata)
    : IHandler<OffsetDeleteRequest, OffsetDeleteResponse>
{
    public async ValueTask<OffsetDeleteResponse?> HandleAsync(OffsetDeleteRequest request, RequestContext context)
    {
        var image = metadata.Current;
        var unknown = request.Topics.Where(topic => !image.TryGetTopic(topic.Name, out _)).ToList();
        request.Topics.RemoveAll(unknown.Contains);
        var response = await groups.OffsetDeleteAsync(request, context.Caller());
        if (response.ErrorCode == ErrorCode.None)
        {
            response.Topics.AddRange(unknown.Select(Unknown));
        }

        return response;
    }

    private static OffsetDeleteResponse.OffsetDeleteResponseTopic Unknown(
        OffsetDeleteRequest.OffsetDeleteRequestTopic topic) => new()
    {
        Name = topic.Name,
        Partitions =
        [
            .. topic.Partitions.Select(partition => new OffsetDeleteResponse.OffsetDeleteResponsePartition
            {
                PartitionIndex = partition.PartitionIndex,
                ErrorCode = ErrorCode.UnknownTopicOrPartition,
            }),
        ],
    };
}

using OrleansBroker.Gateway.Cluster;
using OrleansBroker.Gateway.Connections;
using OrleansBroker.Grains.Metadata;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Gateway.Handlers;

/// <summary>The brokers of the cluster. There are no separate controllers to describe.</summary>
internal sealed class DescribeClusterHandler(MetadataStore metadata)
    : IHandler<DescribeClusterRequest, DescribeClusterResponse>
{
    private const sbyte Brokers = 1;
    private const sbyte Controllers = 2;

    public ValueTask<DescribeClusterResponse?> HandleAsync(DescribeClusterRequest request, RequestContext context) =>
        new(request.EndpointType switch
        {
            Brokers => Describe(metadata.Current, request.IncludeClusterAuthorizedOperations),
            Controllers => Refused(ErrorCode.MismatchedEndpointType, "This address is a broker's, not a controller's."),
            _ => Refused(ErrorCode.UnsupportedEndpointType, $"There are no endpoints of type {request.EndpointType}."),
        });

    private static DescribeClusterResponse Refused(ErrorCode error, string message) =>
        new() { ErrorCode = error, ErrorMessage = message };

    private static DescribeClusterResponse Describe(MetadataImage image, bool wantsOperations) => new()
    {
        ClusterId = image.ClusterId,
        ControllerId = image.ControllerId,
        Brokers =
        [
            .. image.Brokers.Values.Select(broker => new DescribeClusterResponse.DescribeClusterBroker
            {
                BrokerId = broker.BrokerId, Host = broker.Host, Port = broker.Port, Rack = broker.Rack,
            }),
        ],
        ClusterAuthorizedOperations = AuthorizedOperations.OnCluster(wantsOperations),
    };
}

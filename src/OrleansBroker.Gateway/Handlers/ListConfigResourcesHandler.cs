using System.Globalization;
using OrleansBroker.Abstractions.Commands;
using OrleansBroker.Gateway.Connections;
using OrleansBroker.Grains.Metadata;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;
using Resource = OrleansBroker.Protocol.Messages.ListConfigResourcesResponse.ConfigResource;

namespace OrleansBroker.Gateway.Handlers;

/// <summary>
/// The resources that can be configured: all topics and brokers, and the groups that have configs. Version 0 knows
/// client metrics only, of which there are none; neither are there loggers of brokers.
/// </summary>
internal sealed class ListConfigResourcesHandler(MetadataStore metadata)
    : IHandler<ListConfigResourcesRequest, ListConfigResourcesResponse>
{
    private static readonly ConfigResourceType[] All =
    [
        ConfigResourceType.Topic, ConfigResourceType.Broker, ConfigResourceType.BrokerLogger,
        ConfigResourceType.ClientMetrics, ConfigResourceType.Group,
    ];

    public ValueTask<ListConfigResourcesResponse?> HandleAsync(
        ListConfigResourcesRequest request, RequestContext context)
    {
        ConfigResourceType[] served = context.Version == 0 ? [ConfigResourceType.ClientMetrics] : All;
        var asked = request.ResourceTypes.Count == 0
            ? served
            : [.. request.ResourceTypes.Select(type => (ConfigResourceType)type).Distinct()];
        return new(asked.Except(served).Any()
            ? new ListConfigResourcesResponse { ErrorCode = ErrorCode.UnsupportedVersion }
            : new ListConfigResourcesResponse { ConfigResources = [.. asked.SelectMany(List)] });
    }

    private IEnumerable<Resource> List(ConfigResourceType type)
    {
        var image = metadata.Current;
        var names = type switch
        {
            ConfigResourceType.Topic => image.Topics.Select(topic => topic.Name),
            ConfigResourceType.Broker =>
                image.Brokers.Keys.Select(id => id.ToString(CultureInfo.InvariantCulture)),
            ConfigResourceType.Group => image.GroupConfigs.Keys,
            _ => [],
        };
        return names.Select(name => new Resource { ResourceName = name, ResourceType = (sbyte)type });
    }
}

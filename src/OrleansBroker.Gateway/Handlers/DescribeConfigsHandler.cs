using OrleansBroker.Abstractions.Commands;
using OrleansBroker.Abstractions.Configuration;
using OrleansBroker.Abstractions.Metadata;
using OrleansBroker.Gateway.Cluster;
using OrleansBroker.Gateway.Connections;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;
using Resource = OrleansBroker.Protocol.Messages.DescribeConfigsRequest.DescribeConfigsResource;
using Result = OrleansBroker.Protocol.Messages.DescribeConfigsResponse.DescribeConfigsResult;
using Row = OrleansBroker.Protocol.Messages.DescribeConfigsResponse.DescribeConfigsResourceResult;

namespace OrleansBroker.Gateway.Handlers;

/// <summary>Configs of topics, brokers and groups, with where their values come from.</summary>
internal sealed class DescribeConfigsHandler(ConfigDescriber configs)
    : IHandler<DescribeConfigsRequest, DescribeConfigsResponse>
{
    public ValueTask<DescribeConfigsResponse?> HandleAsync(DescribeConfigsRequest request, RequestContext context) =>
        new(new DescribeConfigsResponse
        {
            Results = [.. request.Resources.Select(resource => Describe(request, resource))],
        });

    private Result Describe(DescribeConfigsRequest request, Resource resource)
    {
        var result = new Result
        {
            ErrorMessage = null, ResourceType = resource.ResourceType, ResourceName = resource.ResourceName,
        };
        var type = (ConfigResourceType)resource.ResourceType;
        if (configs.Describe(type, resource.ResourceName) is not { } entries)
        {
            (result.ErrorCode, result.ErrorMessage) = type switch
            {
                ConfigResourceType.Topic when TopicNames.Validate(resource.ResourceName) is { } problem =>
                    (ErrorCode.InvalidTopicException, problem),
                ConfigResourceType.Topic => (ErrorCode.UnknownTopicOrPartition, "There is no such topic."),
                ConfigResourceType.Broker => (ErrorCode.InvalidRequest,
                    $"There is no broker '{resource.ResourceName}' here: name a broker's id, or none for all brokers."),
                ConfigResourceType.Group => (ErrorCode.InvalidRequest, "Group name must not be empty"),
                _ => (ErrorCode.InvalidRequest, $"This broker has no configs of type {type}."),
            };
            return result;
        }

        // No keys and an empty list of them both ask for everything.
        var keys = resource.ConfigurationKeys is { Count: > 0 } asked ? asked.ToHashSet() : null;
        result.Configs =
        [
            .. entries.Where(entry => keys is null || keys.Contains(entry.Definition.Name))
                .Select(entry => ToRow(entry, type, request)),
        ];
        return result;
    }

    private static Row ToRow(ConfigEntry entry, ConfigResourceType type, DescribeConfigsRequest request) => new()
    {
        Name = entry.Definition.Name,
        Value = entry.Value,
        ReadOnly = type == ConfigResourceType.Broker && !entry.Definition.IsDynamic,
        ConfigSource = (sbyte)entry.Source,
        ConfigType = (sbyte)entry.Definition.Type,
        Documentation = request.IncludeDocumentation ? entry.Definition.Documentation : null,
        Synonyms = request.IncludeSynonyms ? [.. entry.Candidates.Select(ToSynonym)] : [],
    };

    private static DescribeConfigsResponse.DescribeConfigsSynonym ToSynonym(ConfigCandidate candidate) =>
        new() { Name = candidate.Name, Value = candidate.Value, Source = (sbyte)candidate.Source };
}

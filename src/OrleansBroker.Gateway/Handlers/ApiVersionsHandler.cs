using OrleansBroker.Gateway.Connections;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Gateway.Handlers;

/// <summary>
/// Tells which APIs and versions the registry holds. Features are advertised when they work: Java clients would
/// otherwise speak protocols to us that we do not answer.
/// </summary>
internal sealed class ApiVersionsHandler(HandlerRegistry registry) : IHandler<ApiVersionsRequest, ApiVersionsResponse>
{
    /// <summary>Clients name themselves from here on, and the name has to be one.</summary>
    private const short FirstVersionWithSoftware = 3;

    /// <summary>The feature whose level 1 is the consumer protocol of KIP-848.</summary>
    private const string GroupVersion = "group.version";

    /// <summary>Everything that is served, with an error for those who asked wrongly.</summary>
    public static ApiVersionsResponse Describe(HandlerRegistry registry, ErrorCode error) => new()
    {
        ErrorCode = error,
        ApiKeys = [.. registry.Endpoints.Select(Describe)],
        SupportedFeatures = [new() { Name = GroupVersion, MinVersion = 1, MaxVersion = 1 }],
        FinalizedFeatures = [new() { Name = GroupVersion, MinVersionLevel = 1, MaxVersionLevel = 1 }],
        FinalizedFeaturesEpoch = 0,
    };

    public ValueTask<ApiVersionsResponse?> HandleAsync(ApiVersionsRequest request, RequestContext context)
    {
        var namesItself = context.Version < FirstVersionWithSoftware
            || (IsName(request.ClientSoftwareName) && IsName(request.ClientSoftwareVersion));
        return new(Describe(registry, namesItself ? ErrorCode.None : ErrorCode.InvalidRequest));
    }

    private static ApiVersionsResponse.ApiVersion Describe(ApiEndpoint endpoint) => new()
    {
        ApiKey = endpoint.ApiKey,
        // Older librdkafka takes a minimum above 0 for "no Produce at all" (KAFKA-18659); what is below the real
        // minimum is refused all the same.
        MinVersion = endpoint.ApiKey == ApiKey.Produce ? (short)0 : endpoint.LowestVersion,
        MaxVersion = endpoint.HighestVersion,
    };

    /// <summary>KIP-511: letters, digits, dots and dashes, with neither dot nor dash at an end.</summary>
    private static bool IsName(string text) =>
        text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-')
        && char.IsAsciiLetterOrDigit(text[0]) && char.IsAsciiLetterOrDigit(text[^1]);
}

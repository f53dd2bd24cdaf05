using System.Diagnostics.CodeAnalysis;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Gateway.Handlers;

/// <summary>
/// The APIs that this broker serves, each with its one handler: what is dispatched is what ApiVersions tells. Filled at
/// start, then only read.
/// </summary>
internal sealed class HandlerRegistry
{
    private readonly SortedList<ApiKey, ApiEndpoint> _byKey = [];
    private ApiEndpoint?[] _byNumber = [];

    /// <summary>All endpoints by API key.</summary>
    public IEnumerable<ApiEndpoint> Endpoints => _byKey.Values;

    public HandlerRegistry Add<TRequest, TResponse>(IHandler<TRequest, TResponse> handler)
        where TRequest : IRequest<TRequest>
        where TResponse : class, IResponse<TResponse>
    {
        _byKey.Add(TRequest.ApiKey, new ApiEndpoint<TRequest, TResponse>(handler));
        _byNumber = new ApiEndpoint?[(int)_byKey.Keys[^1] + 1];
        foreach (var (key, endpoint) in _byKey)
        {
            _byNumber[(int)key] = endpoint;
        }

        return this;
    }

    public bool TryFind(short apiKey, [NotNullWhen(true)] out ApiEndpoint? endpoint)
    {
        endpoint = (uint)apiKey < (uint)_byNumber.Length ? _byNumber[apiKey] : null;
        return endpoint is not null;
    }
}

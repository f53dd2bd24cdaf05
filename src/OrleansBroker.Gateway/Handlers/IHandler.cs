using OrleansBroker.Gateway.Connections;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Gateway.Handlers;

/// <summary>
/// Answers one API. Thread-safe: one instance serves all connections.
/// </summary>
internal interface IHandler<TRequest, TResponse>
    where TRequest : IRequest<TRequest>
    where TResponse : class, IResponse<TResponse>
{
    /// <summary>
    /// Newest version that is served; below the newest that the message has where Kafka itself still hides that one.
    /// </summary>
    short HighestVersion => TRequest.HighestVersion;

    /// <summary>
    /// True when the request's message points into its frame, which then stays until the answer is sent.
    /// </summary>
    bool PointsIntoFrame => false;

    /// <summary>
    /// Answers a request; null where the client wants no answer. What has to happen in the order of the connection's
    /// requests happens before the first wait.
    /// </summary>
    ValueTask<TResponse?> HandleAsync(TRequest request, RequestContext context);
}

namespace OrleansBroker.Coordination.Shard;

/// <summary>Where a request comes from.</summary>
/// <param name="Ticket">Under which the answer is given.</param>
/// <param name="ApiVersion">The version in which the request was sent and in which its answer will be.</param>
/// <param name="ClientId">The client id of the request's header; empty when there is none.</param>
/// <param name="ClientHost">The client's address as shown in descriptions, such as <c>/127.0.0.1</c>.</param>
public readonly record struct RequestContext(Ticket Ticket, short ApiVersion, string ClientId, string ClientHost);

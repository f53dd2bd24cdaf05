namespace OrleansBroker.Grains.Coordinators;

/// <summary>Who asks a group's coordinator, and in which version of the API.</summary>
/// <param name="ApiVersion">Version of the request and of its answer.</param>
/// <param name="ClientId">The client's name for itself; empty when it has none.</param>
/// <param name="ClientHost">Its address as descriptions show it, such as <c>/127.0.0.1</c>.</param>
public readonly record struct GroupCaller(short ApiVersion, string ClientId, string ClientHost);

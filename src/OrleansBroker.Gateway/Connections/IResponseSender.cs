namespace OrleansBroker.Gateway.Connections;

/// <summary>Writes completed requests' answers to the wire. Called by one pump at a time.</summary>
internal interface IResponseSender
{
    /// <summary>Sends the answers in order, leaving out the requests that have none.</summary>
    ValueTask SendAsync(IReadOnlyList<RequestContext> completed);
}

using OrleansBroker.Gateway.Connections;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;
using OrleansBroker.Protocol.Wire;

namespace OrleansBroker.Gateway.Handlers;

/// <summary>One API as the dispatcher sees it: its versions, and how a request is started. Thread-safe.</summary>
internal abstract class ApiEndpoint
{
    public abstract ApiKey ApiKey { get; }

    public abstract short LowestVersion { get; }

    public abstract short HighestVersion { get; }

    public bool Serves(short version) => LowestVersion <= version && version <= HighestVersion;

    /// <summary>Reads the message and starts its handler; the context responds when that is done.</summary>
    public abstract void Start(RequestContext context, ref WireReader reader);
}

/// <summary>The endpoint of one handler.</summary>
internal sealed class ApiEndpoint<TRequest, TResponse>(IHandler<TRequest, TResponse> handler) : ApiEndpoint
    where TRequest : IRequest<TRequest>
    where TResponse : class, IResponse<TResponse>
{
    public override ApiKey ApiKey => TRequest.ApiKey;

    public override short LowestVersion => TRequest.LowestVersion;

    public override short HighestVersion => handler.HighestVersion;

    public override void Start(RequestContext context, ref WireReader reader)
    {
        var request = TRequest.Read(ref reader, context.Version);
        if (!handler.PointsIntoFrame)
        {
            context.ReleaseFrame();
        }

        var response = handler.HandleAsync(request, context);
        if (response.IsCompletedSuccessfully)
        {
            context.Respond(response.Result);
        }
        else
        {
            _ = RespondLaterAsync(response, context);
        }
    }

    private static async Task RespondLaterAsync(ValueTask<TResponse?> response, RequestContext context)
    {
        try
        {
            context.Respond(await response);
        }
        catch (Exception e)
        {
            context.Connection.Fail(e);
            context.Respond(null);
        }
    }
}

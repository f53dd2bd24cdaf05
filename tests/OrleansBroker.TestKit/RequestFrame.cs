using OrleansBroker.Protocol.Messages;
using OrleansBroker.Protocol.Wire;

namespace OrleansBroker.TestKit;

/// <summary>Requests as whole frames: length, header, body.</summary>
public static class RequestFrame
{
    /// <summary>Where a frame carries its correlation id: after length, API key and API version.</summary>
    public const int CorrelationIdAt = 8;

    /// <summary>Writes one frame; it links the request's records rather than copying them.</summary>
    public static void Write<TRequest>(
        WireWriter writer, TRequest request, short version, int correlationId, string clientId)
        where TRequest : IRequest<TRequest>
    {
        var header = new RequestHeader
        {
            RequestApiKey = TRequest.ApiKey,
            RequestApiVersion = version,
            CorrelationId = correlationId,
            ClientId = clientId,
        };
        writer.BeginFrame();
        header.Write(writer, ApiDescriptions.Find(TRequest.ApiKey)!.RequestHeaderVersion(version));
        request.Write(writer, version);
        writer.EndFrame();
    }
}

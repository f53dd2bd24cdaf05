using System.Buffers.Binary;
using OrleansBroker.Gateway.Connections;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;
using OrleansBroker.Protocol.Wire;

namespace OrleansBroker.Gateway.Handlers;

/// <summary>Reads a frame's header and hands the request to its API's endpoint. Thread-safe.</summary>
internal sealed class RequestDispatcher(HandlerRegistry registry) : IRequestDispatcher
{
    /// <summary>API key, version and correlation id, which every request header begins with.</summary>
    private const int FixedHeaderLength = 8;

    /// <summary>
    /// Elements of a request's arrays together: far more than any client sends, and about 100 MB as objects, where the
    /// bytes of the largest frame could become gigabytes.
    /// </summary>
    private const int MaxElements = 1_000_000;

    public void Start(RequestContext context)
    {
        var frame = context.Frame.Memory.Span;
        if (frame.Length < FixedHeaderLength)
        {
            throw new BadFrameException($"a frame of {frame.Length} bytes has no request header");
        }

        var apiKey = BinaryPrimitives.ReadInt16BigEndian(frame);
        var version = BinaryPrimitives.ReadInt16BigEndian(frame[2..]);
        if (!registry.TryFind(apiKey, out var endpoint))
        {
            throw new BadFrameException($"API key {apiKey} ({(ApiKey)apiKey}), which this broker does not serve");
        }

        if (endpoint.Serves(version))
        {
            var reader = new WireReader(context.Frame.Memory, MaxElements);
            var headerVersion = ApiDescriptions.Find(endpoint.ApiKey)!.RequestHeaderVersion(version);
            context.Begin(RequestHeader.Read(ref reader, headerVersion), version);
            endpoint.Start(context, ref reader);
        }
        else if (endpoint.ApiKey == ApiKey.ApiVersions)
        {
            AnswerUnknownApiVersions(context, BinaryPrimitives.ReadInt32BigEndian(frame[4..]));
        }
        else
        {
            throw new BadFrameException(
                $"version {version} of {endpoint.ApiKey}, which is served from {endpoint.LowestVersion} to "
                + $"{endpoint.HighestVersion}");
        }
    }

    /// <summary>
    /// A client newer than us: nothing behind the fixed header can be read, and it expects version 0 with the error and
    /// the list, from which it goes on with a version that both know (KIP-511).
    /// </summary>
    private void AnswerUnknownApiVersions(RequestContext context, int correlationId)
    {
        var header = new RequestHeader { RequestApiKey = ApiKey.ApiVersions, CorrelationId = correlationId };
        context.Begin(header, version: 0);
        context.ReleaseFrame();
        context.Respond(ApiVersionsHandler.Describe(registry, ErrorCode.UnsupportedVersion));
    }
}

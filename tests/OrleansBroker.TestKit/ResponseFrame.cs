using OrleansBroker.Protocol.Messages;
using OrleansBroker.Protocol.Wire;

namespace OrleansBroker.TestKit;

/// <summary>Responses from whole frames, without their length.</summary>
public static class ResponseFrame
{
    /// <summary>Reads header and body; records in it are slices of the frame.</summary>
    /// <exception cref="IOException">The frame answers another request.</exception>
    public static TResponse Read<TResponse>(ReadOnlyMemory<byte> frame, short version, int correlationId)
        where TResponse : IResponse<TResponse>
    {
        var reader = new WireReader(frame);
        var headerVersion = ApiDescriptions.Find(TResponse.ApiKey)!.ResponseHeaderVersion(version);
        var header = ResponseHeader.Read(ref reader, headerVersion);
        return header.CorrelationId == correlationId
            ? TResponse.Read(ref reader, version)
            : throw new IOException($"Response {header.CorrelationId} came where {correlationId} was due.");
    }
}

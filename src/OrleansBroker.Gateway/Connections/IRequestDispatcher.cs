using OrleansBroker.Protocol.Wire;

namespace OrleansBroker.Gateway.Connections;

/// <summary>Turns a frame into a running request.</summary>
internal interface IRequestDispatcher
{
    /// <summary>
    /// Starts the request and returns as soon as it waits for something; what must happen in the order of the
    /// connection's requests has happened by then. The request responds later, or already has.
    /// </summary>
    /// <exception cref="BadFrameException">No answer exists for this frame.</exception>
    /// <exception cref="WireFormatException">The frame is not what its header says.</exception>
    void Start(RequestContext context);
}

using Orleans.InProcess.Calls;

namespace Orleans.InProcess.Cluster;

/// <summary>
/// Something on its way over a link. It is serialized when its turn to be sent comes, not when it is queued.
/// </summary>
internal abstract class Message
{
    /// <summary>The bytes to send. Runs on the link's loop.</summary>
    public abstract byte[] Serialize();

    /// <summary>Reads the bytes on the other side and acts on them.</summary>
    public abstract void Deliver(CallRouter receiver, byte[] bytes);

    /// <summary>It could not be written, or not be read.</summary>
    public abstract void Fail(Exception exception);
}

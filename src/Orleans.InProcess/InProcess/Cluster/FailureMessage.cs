using Orleans.InProcess.Calls;
using Orleans.InProcess.Serialization;

namespace Orleans.InProcess.Cluster;

/// <summary>The failure of a call, on its way back.</summary>
internal sealed class FailureMessage(OutgoingCall caller, Exception failure) : Message
{
    public override byte[] Serialize()
    {
        using var writer = new MessageWriter();
        AnyCodec<Exception>.Write(writer, failure);
        return writer.ToArray();
    }

    public override void Deliver(CallRouter receiver, byte[] bytes)
    {
        using var reader = new MessageReader(bytes, receiver);
        caller.Fail(AnyCodec<Exception>.Read(reader));
    }

    public override void Fail(Exception exception) => caller.Fail(exception);
}

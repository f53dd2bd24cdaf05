using Orleans.InProcess.Calls;
using Orleans.InProcess.Serialization;

namespace Orleans.InProcess.Cluster;

/// <summary>The result of a call, on its way back.</summary>
internal sealed class ResultMessage<TResult>(OutgoingCall<TResult> caller, TResult result) : Message
{
    public override byte[] Serialize()
    {
        using var writer = new MessageWriter();
        AnyCodec<TResult>.Write(writer, result);
        return writer.ToArray();
    }

    public override void Deliver(CallRouter receiver, byte[] bytes)
    {
        using var reader = new MessageReader(bytes, receiver);
        caller.Succeed(AnyCodec<TResult>.Read(reader));
    }

    public override void Fail(Exception exception) => caller.Fail(exception);
}

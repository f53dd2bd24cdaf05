using Orleans.InProcess.Calls;
using Orleans.InProcess.Serialization;

namespace Orleans.InProcess.Cluster;

/// <summary>A call to a grain on the other side.</summary>
internal sealed class CallMessage(Call call) : Message
{
    public override byte[] Serialize()
    {
        using var writer = new MessageWriter();
        call.Method.Write(writer, call.Arguments);
        return writer.ToArray();
    }

    public override void Deliver(CallRouter receiver, byte[] bytes)
    {
        using var reader = new MessageReader(bytes, receiver);
        var received = call.Method.Receive(receiver, call.Caller, call.Target, call.Method.Read(reader));
        received.Forwards = call.Forwards;
        receiver.Receive(received);
    }

    public override void Fail(Exception exception) => call.Caller.Fail(exception);
}

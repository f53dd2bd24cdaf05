namespace Orleans.InProcess.Serialization;

/// <summary>A type of the base library that cannot change, by one function each way.</summary>
internal sealed class PlainCodec<T>(Action<MessageWriter, T> write, Func<MessageReader, T> read) : Codec<T>
{
    public override bool IsShallow => true;

    public override T Copy(T value, CopyContext context) => value;

    public override void Write(MessageWriter writer, T value) => write(writer, value);

    public override T Read(MessageReader reader) => read(reader);
}

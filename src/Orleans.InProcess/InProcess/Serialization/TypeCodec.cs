namespace Orleans.InProcess.Serialization;

/// <summary>A type as a value.</summary>
internal sealed class TypeCodec : Codec<Type>
{
    public override bool IsShallow => true;

    public override Type Copy(Type value, CopyContext context) => value;

    public override void Write(MessageWriter writer, Type value) => writer.Write7BitEncodedInt(TypeNumbers.Of(value));

    public override Type Read(MessageReader reader) => TypeNumbers.TypeOf(reader.Read7BitEncodedInt());
}

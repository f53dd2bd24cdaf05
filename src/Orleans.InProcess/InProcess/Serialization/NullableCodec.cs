namespace Orleans.InProcess.Serialization;

/// <summary>A value that may be absent.</summary>
internal sealed class NullableCodec<T> : Codec<T?>
    where T : struct
{
    public override bool IsShallow => AnyCodec<T>.IsShallow;

    public override T? Copy(T? value, CopyContext context) =>
        value is null ? null : AnyCodec<T>.Copy(value.Value, context);

    public override void Write(MessageWriter writer, T? value)
    {
        writer.Write(value.HasValue);
        if (value.HasValue)
        {
            AnyCodec<T>.Write(writer, value.Value);
        }
    }

    public override T? Read(MessageReader reader) => reader.ReadBoolean() ? AnyCodec<T>.Read(reader) : null;
}

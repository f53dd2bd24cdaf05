namespace Orleans.InProcess.Serialization;

/// <summary>
/// Copies and serializes values of exactly <typeparamref name="T"/>: never null, never of a derived type, which is what
/// <see cref="AnyCodec{T}"/> puts around it. Codecs of objects enter what they make into the context before its
/// members.
/// </summary>
internal abstract class Codec<T> : Codec
{
    public abstract T Copy(T value, CopyContext context);

    public abstract void Write(MessageWriter writer, T value);

    public abstract T Read(MessageReader reader);

    public sealed override object CopyObject(object value, CopyContext context) => Copy((T)value, context)!;

    public sealed override void WriteObject(MessageWriter writer, object value) => Write(writer, (T)value);

    public sealed override object ReadObject(MessageReader reader) => Read(reader)!;
}

namespace Orleans.InProcess.Serialization;

/// <summary>
/// Copies and serializes a variable declared as <typeparamref name="T"/>: null, a value met before, a value of that
/// type or of a derived one. Thread-safe.
/// </summary>
internal static class AnyCodec<T>
{
    private const byte Null = 0;
    private const byte Seen = 1;
    private const byte New = 2;

    // Made on first use, so that a type may contain itself.
    private static Codec<T>? _exact;

    /// <summary>Whether every value that the variable can hold is its own copy.</summary>
    public static bool IsShallow { get; } = Shallow.Is(typeof(T));

    private static Codec<T> Exact => _exact ??= (Codec<T>)Codecs.Of(typeof(T));

    public static T Copy(T value, CopyContext context)
    {
        if (IsShallow || value is null)
        {
            return value;
        }

        return typeof(T).IsValueType ? Exact.Copy(value, context) : (T)CopyReference(value, context);
    }

    public static void Write(MessageWriter writer, T value)
    {
        if (typeof(T).IsValueType)
        {
            Exact.Write(writer, value);
            return;
        }

        if (value is null)
        {
            writer.Write(Null);
        }
        else if (!writer.TryAdd(value, out var number))
        {
            writer.Write(Seen);
            writer.Write7BitEncodedInt(number);
        }
        else
        {
            var codec = Codecs.Of(value.GetType());
            writer.Write(New);
            writer.Write7BitEncodedInt(TypeNumbers.Of(value.GetType()));
            codec.WriteObject(writer, value);
        }
    }

    public static T Read(MessageReader reader)
    {
        if (typeof(T).IsValueType)
        {
            return Exact.Read(reader);
        }

        switch (reader.ReadByte())
        {
            case Null:
                return default!;
            case Seen:
                return (T)reader.Get(reader.Read7BitEncodedInt());
            default:
                var number = reader.Reserve();
                var codec = Codecs.Of(TypeNumbers.TypeOf(reader.Read7BitEncodedInt()));
                var value = codec.ReadObject(reader);
                reader.Set(number, value);
                return (T)value;
        }
    }

    private static object CopyReference(object value, CopyContext context)
    {
        var codec = Codecs.Of(value.GetType());
        if (codec.IsShallow)
        {
            return value;
        }

        if (context.TryGet(value, out var copy))
        {
            return copy!;
        }

        copy = codec.CopyObject(value, context);
        context.Add(value, copy);
        return copy;
    }
}

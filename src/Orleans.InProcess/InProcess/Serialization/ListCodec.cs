namespace Orleans.InProcess.Serialization;

/// <summary>A list; unlike other sequences it may contain itself.</summary>
internal sealed class ListCodec<T> : Codec<List<T>>
{
    public override bool IsShallow => false;

    public override List<T> Copy(List<T> value, CopyContext context)
    {
        if (AnyCodec<T>.IsShallow)
        {
            return [.. value];
        }

        var copy = new List<T>(value.Count);
        context.Add(value, copy);
        foreach (var element in value)
        {
            copy.Add(AnyCodec<T>.Copy(element, context));
        }

        return copy;
    }

    public override void Write(MessageWriter writer, List<T> value)
    {
        writer.Write7BitEncodedInt(value.Count);
        foreach (var element in value)
        {
            AnyCodec<T>.Write(writer, element);
        }
    }

    public override List<T> Read(MessageReader reader)
    {
        var count = reader.Read7BitEncodedInt();
        var value = new List<T>(count);
        for (var i = 0; i < count; i++)
        {
            value.Add(AnyCodec<T>.Read(reader));
        }

        return value;
    }
}

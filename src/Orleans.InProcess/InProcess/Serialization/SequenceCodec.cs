namespace Orleans.InProcess.Serialization;

/// <summary>A collection that is a sequence of elements, and is made anew from one.</summary>
internal abstract class SequenceCodec<TCollection, T> : Codec<TCollection>
    where TCollection : IEnumerable<T>
{
    public override bool IsShallow => false;

    public override TCollection Copy(TCollection value, CopyContext context)
    {
        var copies = new List<T>(Count(value));
        foreach (var element in value)
        {
            copies.Add(AnyCodec<T>.Copy(element, context));
        }

        return Make(copies, value);
    }

    public override void Write(MessageWriter writer, TCollection value)
    {
        writer.Write7BitEncodedInt(Count(value));
        foreach (var element in value)
        {
            AnyCodec<T>.Write(writer, element);
        }
    }

    public override TCollection Read(MessageReader reader)
    {
        var count = reader.Read7BitEncodedInt();
        var elements = new List<T>(count);
        for (var i = 0; i < count; i++)
        {
            elements.Add(AnyCodec<T>.Read(reader));
        }

        return Make(elements, default);
    }

    protected abstract int Count(TCollection value);

    /// <summary>Makes a collection; the original is there when it is a copy, for its comparer.</summary>
    protected abstract TCollection Make(List<T> elements, TCollection? original);
}

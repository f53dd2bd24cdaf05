using System.Collections.Immutable;

namespace Orleans.InProcess.Serialization;

// One line of making each: the sequence itself is SequenceCodec's work.

internal sealed class HashSetCodec<T> : SequenceCodec<HashSet<T>, T>
{
    protected override int Count(HashSet<T> value) => value.Count;

    protected override HashSet<T> Make(List<T> elements, HashSet<T>? original) => new(elements, original?.Comparer);
}

internal sealed class QueueCodec<T> : SequenceCodec<Queue<T>, T>
{
    protected override int Count(Queue<T> value) => value.Count;

    protected override Queue<T> Make(List<T> elements, Queue<T>? original) => new(elements);
}

internal sealed class ImmutableArrayCodec<T> : SequenceCodec<ImmutableArray<T>, T>
{
    public override void Write(MessageWriter writer, ImmutableArray<T> value)
    {
        writer.Write(value.IsDefault);
        if (!value.IsDefault)
        {
            base.Write(writer, value);
        }
    }

    public override ImmutableArray<T> Read(MessageReader reader) => reader.ReadBoolean() ? default : base.Read(reader);

    public override ImmutableArray<T> Copy(ImmutableArray<T> value, CopyContext context) =>
        value.IsDefault ? value : base.Copy(value, context);

    protected override int Count(ImmutableArray<T> value) => value.Length;

    protected override ImmutableArray<T> Make(List<T> elements, ImmutableArray<T> original) => [.. elements];
}

internal sealed class ImmutableListCodec<T> : SequenceCodec<ImmutableList<T>, T>
{
    public override bool IsShallow => AnyCodec<T>.IsShallow;

    protected override int Count(ImmutableList<T> value) => value.Count;

    protected override ImmutableList<T> Make(List<T> elements, ImmutableList<T>? original) => [.. elements];
}

internal sealed class ImmutableHashSetCodec<T> : SequenceCodec<ImmutableHashSet<T>, T>
{
    public override bool IsShallow => AnyCodec<T>.IsShallow;

    protected override int Count(ImmutableHashSet<T> value) => value.Count;

    protected override ImmutableHashSet<T> Make(List<T> elements, ImmutableHashSet<T>? original) =>
        elements.ToImmutableHashSet(original?.KeyComparer);
}

internal sealed class DictionaryCodec<TKey, TValue>
    : SequenceCodec<Dictionary<TKey, TValue>, KeyValuePair<TKey, TValue>>
    where TKey : notnull
{
    protected override int Count(Dictionary<TKey, TValue> value) => value.Count;

    protected override Dictionary<TKey, TValue> Make(
        List<KeyValuePair<TKey, TValue>> elements, Dictionary<TKey, TValue>? original) =>
        new(elements, original?.Comparer);
}

internal sealed class SortedDictionaryCodec<TKey, TValue>
    : SequenceCodec<SortedDictionary<TKey, TValue>, KeyValuePair<TKey, TValue>>
    where TKey : notnull
{
    protected override int Count(SortedDictionary<TKey, TValue> value) => value.Count;

    protected override SortedDictionary<TKey, TValue> Make(
        List<KeyValuePair<TKey, TValue>> elements, SortedDictionary<TKey, TValue>? original) =>
        new(new Dictionary<TKey, TValue>(elements), original?.Comparer);
}

internal sealed class ImmutableDictionaryCodec<TKey, TValue>
    : SequenceCodec<ImmutableDictionary<TKey, TValue>, KeyValuePair<TKey, TValue>>
    where TKey : notnull
{
    public override bool IsShallow => AnyCodec<TKey>.IsShallow && AnyCodec<TValue>.IsShallow;

    protected override int Count(ImmutableDictionary<TKey, TValue> value) => value.Count;

    protected override ImmutableDictionary<TKey, TValue> Make(
        List<KeyValuePair<TKey, TValue>> elements, ImmutableDictionary<TKey, TValue>? original) =>
        elements.ToImmutableDictionary(original?.KeyComparer);
}

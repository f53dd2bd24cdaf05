using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Orleans.InProcess.Serialization;

/// <summary>The generic types of the base library that may be sent.</summary>
internal static class CollectionCodecs
{
    private static readonly Dictionary<Type, Type> Definitions = new()
    {
        [typeof(List<>)] = typeof(ListCodec<>),
        [typeof(HashSet<>)] = typeof(HashSetCodec<>),
        [typeof(Queue<>)] = typeof(QueueCodec<>),
        [typeof(Dictionary<,>)] = typeof(DictionaryCodec<,>),
        [typeof(SortedDictionary<,>)] = typeof(SortedDictionaryCodec<,>),
        [typeof(ImmutableArray<>)] = typeof(ImmutableArrayCodec<>),
        [typeof(ImmutableList<>)] = typeof(ImmutableListCodec<>),
        [typeof(ImmutableHashSet<>)] = typeof(ImmutableHashSetCodec<>),
        [typeof(ImmutableDictionary<,>)] = typeof(ImmutableDictionaryCodec<,>),
        [typeof(KeyValuePair<,>)] = typeof(KeyValuePairCodec<,>),
        [typeof(Nullable<>)] = typeof(NullableCodec<>),
        [typeof(Memory<>)] = typeof(MemoryCodec<>),
        [typeof(ReadOnlyMemory<>)] = typeof(ReadOnlyMemoryCodec<>),
        [typeof(ValueTuple<>)] = typeof(ValueTupleCodec<>),
        [typeof(ValueTuple<,>)] = typeof(ValueTupleCodec<,>),
        [typeof(ValueTuple<,,>)] = typeof(ValueTupleCodec<,,>),
        [typeof(ValueTuple<,,,>)] = typeof(ValueTupleCodec<,,,>),
        [typeof(ValueTuple<,,,,>)] = typeof(ValueTupleCodec<,,,,>),
        [typeof(ValueTuple<,,,,,>)] = typeof(ValueTupleCodec<,,,,,>),
        [typeof(ValueTuple<,,,,,,>)] = typeof(ValueTupleCodec<,,,,,,>),
    };

    public static bool TryGet(Type type, [NotNullWhen(true)] out Type? codec) =>
        Definitions.TryGetValue(type.GetGenericTypeDefinition(), out codec);

    /// <summary>Whether the collection itself never changes, so that only its elements matter.</summary>
    public static bool IsImmutable(Type type)
    {
        var definition = type.GetGenericTypeDefinition();
        return definition.FullName!.StartsWith("System.Collections.Immutable.Immutable", StringComparison.Ordinal)
            && Definitions.ContainsKey(definition);
    }
}

using System.Collections.Concurrent;
using System.Reflection;
using Orleans.Serialization;

namespace Orleans.InProcess.Serialization;

/// <summary>
/// Finds the codec of a type: the base library's plain types, its collections, references to grains, exceptions, and
/// types marked <see cref="GenerateSerializerAttribute"/>. Everything else is refused, as the real serializer does.
/// </summary>
internal static class Codecs
{
    private static readonly ConcurrentDictionary<Type, Codec> Known = new(PlainCodecs.All);

    /// <exception cref="CodecNotFoundException">Values of the type may not be sent.</exception>
    public static Codec Of(Type type) =>
        Known.TryGetValue(type, out var codec) ? codec : Known.GetOrAdd(type, Make(type));

    private static Codec Make(Type type)
    {
        if (type.IsEnum)
        {
            return New(typeof(EnumCodec<>), type);
        }

        if (type.IsArray && type.GetArrayRank() == 1)
        {
            return New(typeof(ArrayCodec<>), type.GetElementType()!);
        }

        if (typeof(Type).IsAssignableFrom(type))
        {
            return new TypeCodec();
        }

        if (typeof(Runtime.GrainReference).IsAssignableFrom(type))
        {
            return new GrainReferenceCodec();
        }

        if (typeof(Exception).IsAssignableFrom(type) && (IsMarked(type) || IsOfThePlatform(type)))
        {
            return New(typeof(ExceptionCodec<>), type);
        }

        if (type.IsGenericType && CollectionCodecs.TryGet(type, out var definition))
        {
            return New(definition, type.GetGenericArguments());
        }

        return IsMarked(type) && !type.IsAbstract
            ? New(typeof(ObjectCodec<>), type)
            : throw new CodecNotFoundException(
                $"Could not find a codec for {type}: mark it [GenerateSerializer] and its members [Id].");
    }

    private static bool IsMarked(Type type) => type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false);

    // Exceptions of others are refused, so that a caller never gets one whose members are missing.
    private static bool IsOfThePlatform(Type type) => type.Namespace is { } name
        && (name.StartsWith("System", StringComparison.Ordinal)
            || name.StartsWith("Microsoft", StringComparison.Ordinal)
            || name.StartsWith("Azure", StringComparison.Ordinal));

    private static Codec New(Type definition, params Type[] arguments) => (Codec)Activator.CreateInstance(
        definition.MakeGenericType(arguments), BindingFlags.Instance | BindingFlags.Public, null, null, null)!;
}

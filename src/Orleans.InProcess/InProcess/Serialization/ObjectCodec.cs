using System.Reflection;
using System.Runtime.CompilerServices;

namespace Orleans.InProcess.Serialization;

/// <summary>
/// A type marked <see cref="GenerateSerializerAttribute"/>: its members with an id, and those of marked bases.
/// </summary>
internal sealed class ObjectCodec<T> : Codec<T>
{
    private readonly Member<T>[] _members = Member<T>.Of(typeof(T));
    private readonly Func<T> _create = Creator();

    public override bool IsShallow { get; } = typeof(T).IsDefined(typeof(ImmutableAttribute), inherit: false);

    public override T Copy(T value, CopyContext context)
    {
        if (IsShallow)
        {
            return value;
        }

        var copy = _create();
        if (!typeof(T).IsValueType)
        {
            context.Add(value!, copy!);
        }

        foreach (var member in _members)
        {
            member.Copy(ref value, ref copy, context);
        }

        return copy;
    }

    public override void Write(MessageWriter writer, T value)
    {
        foreach (var member in _members)
        {
            member.Write(writer, ref value);
        }
    }

    public override T Read(MessageReader reader)
    {
        var value = _create();
        foreach (var member in _members)
        {
            member.Read(reader, ref value);
        }

        return value;
    }

    // With a constructor without parameters, members that are not sent keep their initial values.
    private static Func<T> Creator()
    {
        if (typeof(T).IsValueType)
        {
            return static () => default!;
        }

        var hasConstructor = typeof(T).GetConstructor(
            BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, Type.EmptyTypes) is not null;
        return hasConstructor
            ? static () => (T)Activator.CreateInstance(typeof(T), nonPublic: true)!
            : static () => (T)RuntimeHelpers.GetUninitializedObject(typeof(T));
    }
}

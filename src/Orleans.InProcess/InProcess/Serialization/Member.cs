using System.Reflection;

namespace Orleans.InProcess.Serialization;

/// <summary>One sent member of a type, field or property. Thread-safe.</summary>
internal abstract class Member<T>
{
    public abstract void Copy(ref T from, ref T to, CopyContext context);

    public abstract void Write(MessageWriter writer, ref T value);

    public abstract void Read(MessageReader reader, ref T value);

    /// <summary>The members of a type and its marked bases, by base and id.</summary>
    public static Member<T>[] Of(Type type)
    {
        var members = new List<Member<T>>();
        for (var t = type; t is not null && t.IsDefined(typeof(GenerateSerializerAttribute), inherit: false); t =
            t.BaseType)
        {
            members.AddRange(SerializedFields.Of(t).Select(Make));
        }

        return [.. members];
    }

    private static Member<T> Make(FieldInfo field) => (Member<T>)Activator.CreateInstance(
        typeof(Member<,>).MakeGenericType(typeof(T), field.FieldType), field)!;
}

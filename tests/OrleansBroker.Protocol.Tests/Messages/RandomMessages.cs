using System.Collections;
using OrleansBroker.Protocol.Messages;
using OrleansBroker.Protocol.Wire;

namespace OrleansBroker.Protocol.Tests.Messages;

/// <summary>Messages filled at random with what a version can tell. The same seed gives the same messages.</summary>
internal sealed class RandomMessages(Random random)
{
    private static readonly string[] Texts = ["", "a", "orders-7", "naïve", "сообщение", "消息", new('x', 300)];

    public IMessage Next(MessageType type, short version) =>
        (IMessage)Structure(type.Type, version, version >= type.FirstFlexibleVersion);

    private object Structure(Type type, short version, bool isFlexible)
    {
        var structure = Activator.CreateInstance(type)!;
        foreach (var field in DeclaredField.Of(type))
        {
            // Fields that the version lacks are filled as well where it may drop them.
            if (field.Versions.Contains(version))
                field.Property.SetValue(structure, Field(field, version, isFlexible));
            else if (field.IsIgnorable)
                field.Property.SetValue(structure, Value(field.Property.PropertyType, version, isFlexible));
        }

        if (isFlexible && random.Next(4) == 0)
            type.GetProperty("UnknownTaggedFields")!.SetValue(structure, UnknownTaggedFields());
        return structure;
    }

    private object? Field(DeclaredField field, short version, bool isFlexible)
    {
        var choice = random.Next(4);
        if (choice == 0 && field.Nullable.Contains(version))
            return null;
        return choice == 1 && field.IsTagged
            ? field.Default
            : Value(field.Property.PropertyType, version, isFlexible);
    }

    private object Value(Type type, short version, bool isFlexible)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string))
            return Texts[random.Next(Texts.Length)];
        if (type == typeof(byte[]))
            return Bytes(40);
        if (type == typeof(ReadOnlyMemory<byte>))
            return (ReadOnlyMemory<byte>)Bytes(3 * WireWriter.LinkThresholdBytes);
        if (type == typeof(Guid))
            return new Guid(Bytes(16, exactly: true));
        if (type == typeof(TopicId))
            return TopicId.Create(random);
        if (typeof(IList).IsAssignableFrom(type))
            return List(type, version, isFlexible);
        return type.IsValueType ? Scalar(type) : Structure(type, version, isFlexible);
    }

    private IList List(Type type, short version, bool isFlexible)
    {
        var list = (IList)Activator.CreateInstance(type)!;
        for (var left = random.Next(4); left > 0; left--)
            list.Add(Value(type.GenericTypeArguments[0], version, isFlexible));
        return list;
    }

    private object Scalar(Type type)
    {
        var bits = random.NextInt64(long.MinValue, long.MaxValue);
        if (type.IsEnum)
            return Enum.ToObject(type, (short)bits);
        return Type.GetTypeCode(type) switch
        {
            TypeCode.Boolean => (bits & 1) == 0,
            TypeCode.SByte => (sbyte)bits,
            TypeCode.Int16 => (short)bits,
            TypeCode.UInt16 => (ushort)bits,
            TypeCode.Int32 => (int)bits,
            TypeCode.Int64 => bits,
            TypeCode.Double => random.NextDouble() * bits,
            _ => throw new NotSupportedException(type.Name),
        };
    }

    private List<UnknownTaggedField> UnknownTaggedFields() =>
        [new UnknownTaggedField(50, Bytes(8)), new UnknownTaggedField(1000, Bytes(200))];

    private byte[] Bytes(int count, bool exactly = false)
    {
        var bytes = new byte[exactly ? count : random.Next(count + 1)];
        random.NextBytes(bytes);
        return bytes;
    }
}

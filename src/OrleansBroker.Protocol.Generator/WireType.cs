namespace OrleansBroker.Protocol.Generator;

internal enum WireKind
{
    Scalar,
    String,
    Bytes,
    Records,
    Structure,
    Array,
}

/// <summary>How a property's type goes over the wire.</summary>
internal sealed class WireType
{
    private WireType(WireKind kind, string name, string method, int size)
    {
        Kind = kind;
        Name = name;
        Method = method;
        MinBytes = size;
    }

    public WireKind Kind { get; }

    /// <summary>The C# type without nullability, as it is written in generated code.</summary>
    public string Name { get; }

    /// <summary>What follows `Read` and `Write` in the names of the primitives.</summary>
    public string Method { get; }

    /// <summary>The fewest bytes that a value takes; of a structure, without its fields.</summary>
    public int MinBytes { get; }

    /// <summary>What a scalar of the wire is cast to, where that differs: an enumeration or a topic id.</summary>
    public string? WrappedAs { get; private set; }

    public bool IsTopicId { get; private set; }

    /// <summary>Of an array.</summary>
    public WireType? Element { get; private set; }

    /// <summary>Of a structure.</summary>
    public StructureModel? Structure { get; private set; }

    public static WireType Scalar(string name, string method, int size) => new(WireKind.Scalar, name, method, size);

    public static WireType Enumeration(string name, WireType underlying) =>
        new(WireKind.Scalar, name, underlying.Method, underlying.MinBytes) { WrappedAs = underlying.Name };

    public static WireType TopicId(string name) => new(WireKind.Scalar, name, "Uuid", 16) { IsTopicId = true };

    public static WireType Text() => new(WireKind.String, "string", "String", 1);

    public static WireType ByteArray() => new(WireKind.Bytes, "byte[]", "Bytes", 1);

    public static WireType RecordBytes() => new(WireKind.Records, "global::System.ReadOnlyMemory<byte>", "Records", 1);

    public static WireType StructureOf(string name, StructureModel structure) =>
        new(WireKind.Structure, name, "", 0) { Structure = structure };

    public static WireType ArrayOf(WireType element) =>
        new(WireKind.Array, $"List<{element.Name}>", "", 1) { Element = element };

    /// <summary>C# that reads one value that is not null.</summary>
    public string Read(string flexible) => Kind switch
    {
        WireKind.Structure => $"{Name}.Read(ref reader, version)",
        WireKind.Scalar when IsTopicId => $"new {Name}(reader.ReadUuid())",
        WireKind.Scalar when WrappedAs is not null => $"({Name})reader.Read{Method}()",
        WireKind.Scalar => $"reader.Read{Method}()",
        _ => $"reader.Read{Method}({flexible})",
    };

    /// <summary>C# that writes one value that is not null.</summary>
    public string Write(string value, string writer, string flexible) => Kind switch
    {
        WireKind.Structure => $"{value}.Write({writer}, version)",
        WireKind.Scalar when IsTopicId => $"{writer}.WriteUuid({value}.Value)",
        WireKind.Scalar when WrappedAs is not null => $"{writer}.Write{Method}(({WrappedAs}){value})",
        WireKind.Scalar => $"{writer}.Write{Method}({value})",
        _ => $"{writer}.Write{Method}({value}, {flexible})",
    };
}

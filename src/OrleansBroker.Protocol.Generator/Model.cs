namespace OrleansBroker.Protocol.Generator;

internal enum MessageForm
{
    Request,
    Response,
    Data,
}

/// <summary>A declared message.</summary>
internal sealed class MessageModel(StructureModel root, MessageForm form, string @namespace)
{
    public StructureModel Root => root;

    public MessageForm Form => form;

    public string Namespace => @namespace;

    /// <summary>The name of the API key; null for data.</summary>
    public string? ApiKey { get; set; }

    public short? RecordType { get; set; }

    /// <summary>The root first, then the classes nested in it.</summary>
    public List<StructureModel> Structures { get; } = [root];
}

/// <summary>A class with fields: the message or one nested in it.</summary>
internal sealed class StructureModel(string name)
{
    public string Name => name;

    public List<FieldModel> Fields { get; } = [];

    /// <summary>The versions of the message in which the structure occurs.</summary>
    public VersionRange Versions { get; set; } = VersionRange.None;

    /// <summary>Of these, the flexible ones.</summary>
    public VersionRange Flexible { get; set; } = VersionRange.None;

    /// <summary>The fewest bytes that the structure takes in any of its versions.</summary>
    public int MinBytes()
    {
        var fewest = int.MaxValue;
        for (var version = Versions.Lowest; version <= Versions.Highest; version++)
            fewest = Math.Min(fewest, MinBytes(version));
        return fewest == int.MaxValue ? 1 : Math.Max(fewest, 1);
    }

    private int MinBytes(short version)
    {
        var isFlexible = Flexible.Contains(version);
        var bytes = isFlexible ? 1 : 0;
        foreach (var field in Fields)
        {
            if (field.Versions.Contains(version) && field.Tag < 0)
                bytes += field.MinBytes();
        }

        return bytes;
    }
}

/// <summary>A declared field.</summary>
internal sealed class FieldModel(string name, WireType type, VersionRange versions)
{
    public string Name => name;

    public WireType Type => type;

    public VersionRange Versions => versions;

    public VersionRange Nullable { get; set; } = VersionRange.None;

    public int Tag { get; set; } = -1;

    public bool IsIgnorable { get; set; }

    public bool IsNeverCompact { get; set; }

    /// <summary>Whether the C# type admits null.</summary>
    public bool IsNullableType { get; set; }

    /// <summary>The initialiser's text; null where there is none.</summary>
    public string? Default { get; set; }

    public int MinBytes() => Type.Kind == WireKind.Structure && Nullable.IsEmpty
        ? Type.Structure!.MinBytes()
        : Math.Max(Type.MinBytes, 1);

    /// <summary>C# that says whether the value differs from the default.</summary>
    public string NonDefault() => Type.Kind switch
    {
        WireKind.Array when Default is not null => $"{Name} is not {{ Count: 0 }}",
        WireKind.Bytes when Default is not null => $"{Name} is not {{ Length: 0 }}",
        WireKind.Scalar or WireKind.String => $"{Name} != {Default ?? "default"}",
        _ => $"{Name} is not null",
    };
}

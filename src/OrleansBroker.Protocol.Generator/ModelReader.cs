using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace OrleansBroker.Protocol.Generator;

/// <summary>Reads the model of one message from its declaration and notes what is wrong with it.</summary>
internal sealed class ModelReader
{
    private const string FieldAttribute = "OrleansBroker.Protocol.Declarations.FieldAttribute";
    private const string ByteMemory = "System.ReadOnlyMemory<byte>";

    private static readonly SymbolDisplayFormat Qualified = SymbolDisplayFormat.FullyQualifiedFormat;

    private readonly Dictionary<ISymbol, StructureModel> _structures = new(SymbolEqualityComparer.Default);

    public List<Diagnostic> Diagnostics { get; } = [];

    public MessageModel Read(GeneratorAttributeSyntaxContext context, bool isData)
    {
        var type = (INamedTypeSymbol)context.TargetSymbol;
        var attribute = context.Attributes[0];
        var versions = Versions(type, Text(attribute, "Versions") ?? "");
        if (versions.Highest == VersionRange.Unbounded)
            Report(Generator.Diagnostics.BadVersions, type, type.Name, Text(attribute, "Versions")!);
        var flexible = Versions(type, Text(attribute, "Flexible") ?? "none");
        var message = new MessageModel(Structure(type), FormOf(attribute, isData), type.ContainingNamespace.ToString());
        if (!isData)
            message.ApiKey = EnumMember(attribute.ConstructorArguments[0]);
        else if (Argument(attribute, "RecordType") is short recordType)
            message.RecordType = recordType;

        var nested = type.GetTypeMembers().Where(member => Declared(member).Any()).ToList();
        message.Structures.AddRange(nested.Select(Structure));
        ReadFields(type);
        nested.ForEach(ReadFields);

        if (Diagnostics.Count == 0)
            Spread(message.Root, versions, flexible);
        return message;
    }

    private static MessageForm FormOf(AttributeData attribute, bool isData)
    {
        if (isData)
            return MessageForm.Data;
        return EnumMember(attribute.ConstructorArguments[1]) == "Request" ? MessageForm.Request : MessageForm.Response;
    }

    private StructureModel Structure(INamedTypeSymbol type)
    {
        foreach (var reference in type.DeclaringSyntaxReferences)
        {
            var syntax = (TypeDeclarationSyntax)reference.GetSyntax();
            if (!syntax.Modifiers.Any(modifier => modifier.Text == "partial"))
                Report(Generator.Diagnostics.NotPartial, type, type.Name);
        }

        return _structures[type] = new StructureModel(type.Name);
    }

    private void ReadFields(INamedTypeSymbol type)
    {
        foreach (var (property, attribute) in Declared(type))
        {
            var field = Field(property, attribute);
            if (field is null)
                continue;
            CheckNullability(property, field);
            _structures[type].Fields.Add(field);
        }
    }

    private FieldModel? Field(IPropertySymbol property, AttributeData attribute)
    {
        var type = Encoding(property.Type);
        if (type is null)
        {
            Report(Generator.Diagnostics.BadType, property, property.Name, property.Type.ToString());
            return null;
        }

        var text = attribute.ConstructorArguments[0].Value as string;
        return new FieldModel(property.Name, type, Versions(property, text ?? ""))
        {
            Nullable = Versions(property, Text(attribute, "Nullable") ?? "none"),
            Tag = Argument(attribute, "Tag") as int? ?? -1,
            IsIgnorable = Argument(attribute, "Ignorable") is true,
            IsNeverCompact = Argument(attribute, "NeverCompact") is true,
            IsNullableType = IsNullable(property.Type),
            Default = Initialiser(property),
        };
    }

    private void CheckNullability(IPropertySymbol property, FieldModel field)
    {
        var needsDefault = field.Type.Kind is not (WireKind.Scalar or WireKind.Records);
        var mayBeAbsent = field.Tag >= 0 && field.Type.Kind == WireKind.Structure;
        if (mayBeAbsent ? !field.IsNullableType : field.IsNullableType != !field.Nullable.IsEmpty)
            Report(Generator.Diagnostics.BadNullable, property, property.Name);
        else if (needsDefault && !field.IsNullableType && field.Default is null)
            Report(Generator.Diagnostics.NoDefault, property, property.Name);
    }

    private WireType? Encoding(ITypeSymbol type)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
            return nullable.TypeArguments[0].ToString() == ByteMemory ? WireType.RecordBytes() : null;
        if (type is IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Byte })
            return WireType.ByteArray();
        if (type is not INamedTypeSymbol named)
            return null;
        if (named.OriginalDefinition.ToString() == "System.Collections.Generic.List<T>")
            return Encoding(named.TypeArguments[0]) is { } element ? WireType.ArrayOf(element) : null;
        if (_structures.TryGetValue(named, out var structure))
            return WireType.StructureOf(named.ToDisplayString(Qualified), structure);
        if (named.EnumUnderlyingType is { } underlying)
            return Scalar(underlying) is { } scalar
                ? WireType.Enumeration(named.ToDisplayString(Qualified), scalar)
                : null;
        return Scalar(named);
    }

    private static WireType? Scalar(INamedTypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_Boolean => WireType.Scalar("bool", "Boolean", 1),
        SpecialType.System_SByte => WireType.Scalar("sbyte", "Int8", 1),
        SpecialType.System_Int16 => WireType.Scalar("short", "Int16", 2),
        SpecialType.System_UInt16 => WireType.Scalar("ushort", "UInt16", 2),
        SpecialType.System_Int32 => WireType.Scalar("int", "Int32", 4),
        SpecialType.System_Int64 => WireType.Scalar("long", "Int64", 8),
        SpecialType.System_Double => WireType.Scalar("double", "Double", 8),
        SpecialType.System_String => WireType.Text(),
        _ => type.ToString() switch
        {
            "System.Guid" => WireType.Scalar("global::System.Guid", "Uuid", 16),
            ByteMemory => WireType.RecordBytes(),
            "OrleansBroker.Protocol.TopicId" => WireType.TopicId(type.ToDisplayString(Qualified)),
            _ => null,
        },
    };

    // A structure occurs in the versions of the fields that hold it, so its own fields need no check for others.
    private void Spread(StructureModel structure, VersionRange versions, VersionRange flexible)
    {
        structure.Versions = structure.Versions.Hull(versions);
        structure.Flexible = structure.Versions.Intersect(flexible);
        CheckTags(structure);
        foreach (var field in structure.Fields)
        {
            var held = field.Type.Kind == WireKind.Array ? field.Type.Element!.Structure : field.Type.Structure;
            if (held is not null)
                Spread(held, versions.Intersect(field.Versions), flexible);
        }
    }

    private void CheckTags(StructureModel structure)
    {
        var tagged = structure.Fields.Where(field => field.Tag >= 0).ToList();
        var areDistinct = tagged.Select(field => field.Tag).Distinct().Count() == tagged.Count;
        var areFlexible = tagged.All(field =>
            structure.Flexible.Contains(field.Versions.Intersect(structure.Versions)));
        if (areDistinct && areFlexible)
            return;
        var type = _structures.First(pair => pair.Value == structure).Key;
        Report(Generator.Diagnostics.BadTag, type, structure.Name);
    }

    private VersionRange Versions(ISymbol symbol, string text)
    {
        if (!VersionRange.TryParse(text, out var range))
            Report(Generator.Diagnostics.BadVersions, symbol, symbol.Name, text);
        return range;
    }

    private void Report(DiagnosticDescriptor descriptor, ISymbol symbol, params object[] arguments) =>
        Diagnostics.Add(Diagnostic.Create(descriptor, symbol.Locations.FirstOrDefault(), arguments));

    private static IEnumerable<(IPropertySymbol, AttributeData)> Declared(INamedTypeSymbol type) =>
        from property in type.GetMembers().OfType<IPropertySymbol>()
        from attribute in property.GetAttributes()
        where attribute.AttributeClass?.ToString() == FieldAttribute
        select (property, attribute);

    private static bool IsNullable(ITypeSymbol type) =>
        type.NullableAnnotation == NullableAnnotation.Annotated
        || type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;

    private static string? Initialiser(IPropertySymbol property) =>
        (property.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() as PropertyDeclarationSyntax)
        ?.Initializer?.Value.ToString();

    private static object? Argument(AttributeData attribute, string name) =>
        attribute.NamedArguments.FirstOrDefault(argument => argument.Key == name).Value.Value;

    private static string? Text(AttributeData attribute, string name) => Argument(attribute, name) as string;

    private static string? EnumMember(TypedConstant constant) => constant.Type?.GetMembers().OfType<IFieldSymbol>()
        .FirstOrDefault(field => Equals(field.ConstantValue, constant.Value))?.Name;
}

namespace OrleansBroker.Protocol.Generator;

/// <summary>Writes the C# that writes a structure.</summary>
internal static class WriteEmitter
{
    public static void Emit(CodeText code, StructureModel structure, bool isRoot)
    {
        var access = isRoot ? "public" : "internal";
        code.Open($"{access} void Write(WireWriter writer, short version)");
        if (isRoot)
            EmitVersionCheck(code, structure);
        var flexible = structure.Flexible.Condition(structure.Versions);
        code.Line($"bool flexible = {flexible};");
        foreach (var field in structure.Fields)
            EmitField(code, structure, field);
        EmitTail(code, structure, flexible);
        code.Close();
    }

    private static void EmitVersionCheck(CodeText code, StructureModel structure) => code
        .Line($"global::System.ArgumentOutOfRangeException.ThrowIfLessThan(version, {structure.Versions.Lowest});")
        .Line($"global::System.ArgumentOutOfRangeException.ThrowIfGreaterThan(version, {structure.Versions.Highest});");

    private static void EmitField(CodeText code, StructureModel structure, FieldModel field)
    {
        var condition = field.Versions.Condition(structure.Versions);
        var isPlain = field.Tag < 0;
        if (isPlain && condition != "false")
            code.If(condition, () => EmitValue(code, structure, field, "writer"));
        if (field.IsIgnorable || condition == "true")
            return;
        var absent = condition == "false" ? field.NonDefault() : $"!({condition}) && {field.NonDefault()}";
        code.Line($"if ({absent})").Line($"    throw {Fault("NotInVersion", structure, field.Name)};");
    }

    private static void EmitValue(CodeText code, StructureModel structure, FieldModel field, string writer)
    {
        var nullable = field.Nullable.Condition(field.Versions.Intersect(structure.Versions));
        var isNullChecked = field.IsNullableType && nullable != "true";
        if (isNullChecked)
        {
            var isNull = nullable == "false" ? $"{field.Name} is null" : $"{field.Name} is null && !({nullable})";
            code.Line($"if ({isNull})").Line($"    throw {Fault("NullInVersion", structure, field.Name)};");
        }

        switch (field.Type.Kind)
        {
            case WireKind.Array:
                EmitArray(code, field, writer);
                break;
            case WireKind.Structure:
                EmitStructure(code, field, writer);
                break;
            default:
                code.Line(Primitive(field, writer) + ";");
                break;
        }
    }

    private static string Primitive(FieldModel field, string writer)
    {
        var flexible = field.IsNeverCompact ? "false" : "flexible";
        return field.IsNullableType
            ? $"{writer}.WriteNullable{field.Type.Method}({field.Name}, {flexible})"
            : field.Type.Write(field.Name, writer, flexible);
    }

    private static void EmitStructure(CodeText code, FieldModel field, string writer)
    {
        if (field.Nullable.IsEmpty)
        {
            code.Line(field.Type.Write(field.Name, writer, "flexible") + ";");
            return;
        }

        code.Line($"{writer}.WriteInt8((sbyte)({field.Name} is null ? -1 : 1));")
            .Line($"{field.Type.Write(field.Name + "?", writer, "flexible")};");
    }

    private static void EmitArray(CodeText code, FieldModel field, string writer)
    {
        var element = field.Type.Element!;
        var length = field.IsNullableType ? $"{field.Name}?.Count ?? -1" : $"{field.Name}.Count";
        code.Line($"{writer}.WriteLength({length}, flexible);");
        if (field.IsNullableType)
            code.Open($"if ({field.Name} is not null)");
        code.Open($"foreach (var item in {field.Name})")
            .Line(element.Write("item", writer, "flexible") + ";")
            .Close();
        if (field.IsNullableType)
            code.Close();
    }

    private static void EmitTail(CodeText code, StructureModel structure, string flexible)
    {
        if (flexible == "false")
            return;
        var tagged = structure.Fields
            .Where(field => field.Tag >= 0 && !field.Versions.Intersect(structure.Flexible).IsEmpty)
            .OrderBy(field => field.Tag)
            .ToList();
        code.If(flexible == "true" ? "true" : "flexible", () => EmitTagged(code, structure, tagged));
        if (flexible != "true")
        {
            code.Line("else if (UnknownTaggedFields is { Count: > 0 })")
                .Line($"    throw {Fault("NotInVersion", structure, "UnknownTaggedFields")};");
        }
    }

    private static void EmitTagged(CodeText code, StructureModel structure, List<FieldModel> tagged)
    {
        if (tagged.Count == 0)
        {
            code.Line("writer.WriteUnknownTaggedFields(UnknownTaggedFields);");
            return;
        }

        code.Line("int count = UnknownTaggedFields?.Count ?? 0;").Line("int next = 0;");
        foreach (var field in tagged)
        {
            var condition = field.Versions.Condition(structure.Flexible);
            var present = condition == "true" ? field.NonDefault() : $"{condition} && {field.NonDefault()}";
            code.Line($"bool has{field.Tag} = {present};").Line($"count += has{field.Tag} ? 1 : 0;");
        }

        code.Line("writer.WriteUnsignedVarint(count);");
        foreach (var field in tagged)
            EmitTaggedField(code, structure, field);
        code.Line("writer.WriteUnknownTaggedFields(UnknownTaggedFields, next, int.MaxValue);");
    }

    private static void EmitTaggedField(CodeText code, StructureModel structure, FieldModel field)
    {
        code.Open($"if (has{field.Tag})")
            .Line($"next = writer.WriteUnknownTaggedFields(UnknownTaggedFields, next, {field.Tag});")
            .Line("var content = writer.BeginTaggedField();");
        if (field.Type.Kind == WireKind.Structure && field.Nullable.IsEmpty)
            code.Line(field.Type.Write(field.Name + "!", "content", "flexible") + ";");
        else
            EmitValue(code, structure, field, "content");
        code.Line($"writer.EndTaggedField({field.Tag});").Close();
    }

    private static string Fault(string kind, StructureModel structure, string field) =>
        $"UnsupportedFieldException.{kind}(\"{structure.Name}.{field}\", version)";
}

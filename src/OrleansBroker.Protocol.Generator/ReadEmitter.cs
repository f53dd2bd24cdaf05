namespace OrleansBroker.Protocol.Generator;

/// <summary>Writes the C# that reads a structure.</summary>
internal static class ReadEmitter
{
    public static void Emit(CodeText code, StructureModel structure, bool isRoot)
    {
        var access = isRoot ? "public" : "internal";
        code.Open($"{access} static {structure.Name} Read(ref WireReader reader, short version)");
        if (isRoot)
            EmitVersionCheck(code, structure);
        var flexible = structure.Flexible.Condition(structure.Versions);
        code.Line($"bool flexible = {flexible};");
        code.Line($"var it = new {structure.Name}();");
        foreach (var field in structure.Fields)
        {
            if (field.Tag < 0)
                EmitField(code, structure, field);
        }

        if (flexible != "false")
            code.If(flexible == "true" ? "true" : "flexible", () => EmitTagged(code, structure));
        code.Line("return it;").Close();
    }

    private static void EmitVersionCheck(CodeText code, StructureModel structure) => code
        .Line($"if (version is < {structure.Versions.Lowest} or > {structure.Versions.Highest})")
        .Line($"    throw new WireFormatException(\"{structure.Name} has no version \" + version + \".\");");

    private static void EmitField(CodeText code, StructureModel structure, FieldModel field)
    {
        var condition = field.Versions.Condition(structure.Versions);
        if (condition != "false")
            code.If(condition, () => EmitValue(code, structure, field));
    }

    private static void EmitValue(CodeText code, StructureModel structure, FieldModel field)
    {
        var present = field.Versions.Intersect(structure.Versions);
        var nullable = field.Nullable.Condition(present);
        if (field.Type.Kind == WireKind.Array)
            EmitArray(code, field, nullable);
        else
            code.Line($"it.{field.Name} = {Value(field, nullable)};");
    }

    private static string Value(FieldModel field, string nullable)
    {
        var flexible = field.IsNeverCompact ? "false" : "flexible";
        var plain = field.Type.Read(flexible);
        var orNull = field.Type.Kind == WireKind.Structure
            ? $"reader.ReadInt8() < 0 ? null : {plain}"
            : $"reader.ReadNullable{field.Type.Method}({flexible})";
        return nullable switch
        {
            "false" => plain,
            "true" => orNull,
            _ => $"{nullable} ? {orNull} : {plain}",
        };
    }

    private static void EmitArray(CodeText code, FieldModel field, string nullable)
    {
        var element = field.Type.Element!;
        var minBytes = element.Structure?.MinBytes() ?? element.MinBytes;
        var arguments = $"(flexible, {minBytes})";
        var length = nullable switch
        {
            "false" => $"reader.ReadArrayLength{arguments}",
            "true" => $"reader.ReadNullableArrayLength{arguments}",
            _ => $"{nullable} ? reader.ReadNullableArrayLength{arguments} : reader.ReadArrayLength{arguments}",
        };
        code.Open().Line($"int count = {length};");
        if (nullable != "false")
            code.Open("if (count < 0)").Line($"it.{field.Name} = null;").Close().Open("else");
        EmitElements(code, field, element);
        if (nullable != "false")
            code.Close();
        code.Close();
    }

    // A list that the initialiser made is filled rather than replaced; a tagged one could have been filled before.
    private static void EmitElements(CodeText code, FieldModel field, WireType element)
    {
        if (field.Default is not null && field.Tag < 0)
            code.Line($"var list = it.{field.Name}{(field.IsNullableType ? "!" : "")};").Line("list.Capacity = count;");
        else
            code.Line($"var list = it.{field.Name} = new {field.Type.Name}(count);");
        code.Open("for (int i = 0; i < count; i++)")
            .Line($"list.Add({element.Read("flexible")});")
            .Close();
    }

    private static void EmitTagged(CodeText code, StructureModel structure)
    {
        var tagged = structure.Fields.Where(field => field.Tag >= 0).ToList();
        if (tagged.Count == 0)
        {
            code.Line("it.UnknownTaggedFields = reader.ReadUnknownTaggedFields();");
            return;
        }

        code.Line("global::System.Collections.Generic.List<UnknownTaggedField>? unknown = null;")
            .Open("for (int left = reader.ReadTaggedFieldCount(); left > 0; left--)")
            .Line("int tag = reader.ReadUnsignedVarint();")
            .Line("int size = reader.ReadTaggedFieldSize();")
            .Line("int end = reader.Position + size;")
            .Open("switch (tag)");
        foreach (var field in tagged)
            EmitCase(code, structure, field);
        code.Open("default:")
            .Line("reader.KeepUnknownTaggedField(tag, size, ref unknown);")
            .Line("break;")
            .Close()
            .Close()
            .Close()
            .Line("it.UnknownTaggedFields = unknown;");
    }

    private static void EmitCase(CodeText code, StructureModel structure, FieldModel field)
    {
        var condition = field.Versions.Condition(structure.Flexible);
        if (condition == "false")
            return;
        code.Open(condition == "true" ? $"case {field.Tag}:" : $"case {field.Tag} when {condition}:");
        EmitValue(code, structure, field);
        code.Line("reader.EndTaggedField(end);").Line("break;").Close();
    }
}

using System.Reflection;
using System.Runtime.CompilerServices;
using Orleans.Serialization;

namespace Orleans.InProcess.Serialization;

/// <summary>
/// Which fields of a marked type are sent: those with an id, those behind properties with one, and a record's
/// parameters.
/// </summary>
internal static class SerializedFields
{
    private const BindingFlags Declared =
        BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>In the order of their ids, a record's parameters first.</summary>
    public static IEnumerable<FieldInfo> Of(Type type)
    {
        var byId = new SortedDictionary<uint, FieldInfo>();
        foreach (var member in type.GetMembers(Declared))
        {
            if (member.GetCustomAttribute<IdAttribute>() is { } id && FieldOf(member) is { } field
                && !byId.TryAdd(id.Id, field))
            {
                throw new SerializerException($"{type} has two members with [Id({id.Id})].");
            }
        }

        return RecordParameters(type).Where(field => !byId.ContainsValue(field)).Concat(byId.Values).ToArray();
    }

    public static bool IsImmutable(FieldInfo field) =>
        field.IsDefined(typeof(ImmutableAttribute))
            || (PropertyOf(field)?.IsDefined(typeof(ImmutableAttribute)) ?? false);

    private static FieldInfo? FieldOf(MemberInfo member) => member switch
    {
        FieldInfo field => field,
        PropertyInfo property => property.DeclaringType!.GetField(BackingField(property.Name), Declared)
            ?? throw new SerializerException($"{property.DeclaringType}.{property.Name} has no field behind its [Id]."),
        _ => null,
    };

    // The compiler names the field behind a property "<Name>k__BackingField".
    private static PropertyInfo? PropertyOf(FieldInfo field)
    {
        var end = field.Name.IndexOf('>', StringComparison.Ordinal);
        return end > 1 ? field.DeclaringType!.GetProperty(field.Name[1..end], Declared) : null;
    }

    // The parameters of a record's own constructor become properties, which the compiler marks as generated in its
    // Deconstruct.
    private static IEnumerable<FieldInfo> RecordParameters(Type type)
    {
        var deconstruct = IsRecord(type)
            ? type.GetMethods(Declared).FirstOrDefault(m => m.Name == "Deconstruct"
                && m.IsDefined(typeof(CompilerGeneratedAttribute)))
            : null;
        return deconstruct?.GetParameters()
            .Select(parameter => type.GetField(BackingField(parameter.Name!), Declared))
            .OfType<FieldInfo>() ?? [];
    }

    private static bool IsRecord(Type type) => type.IsValueType
        ? type.GetMethod("PrintMembers", Declared) is not null
        : type.GetMethod("<Clone>$", BindingFlags.Instance | BindingFlags.Public) is not null;

    private static string BackingField(string property) => $"<{property}>k__BackingField";
}

using System.Reflection;
using Orleans.Runtime;

namespace Orleans.Contracts.Tests.Rules;

/// <summary>
/// What the analyzers and the code generator of the packages make an error, checked on the compiled assembly, since the
/// fallback has neither. Each rule returns one line per violation.
/// </summary>
internal static class GrainRules
{
    private const BindingFlags Declared =
        BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    // What [NonSerialized] compiles to; its own name is obsolete.
    private const FieldAttributes NotSent = (FieldAttributes)0x80;

    /// <summary>
    /// Every field and automatic property of a serializable type has an id, or says that it is not sent.
    /// </summary>
    public static IEnumerable<string> MissingIds(IEnumerable<Type> types) => Serializable(types)
        .Where(type => !type.IsEnum && !IsRecordWithParametersOnly(type))
        .SelectMany(type => type.GetFields(Declared).Where(field => !HasId(field) && !IsParameterOfRecord(field)))
        .Select(field => $"{field.DeclaringType}.{field.Name} has no [Id] and no [NonSerialized]");

    public static IEnumerable<string> RepeatedIds(IEnumerable<Type> types) => Serializable(types)
        .SelectMany(type => type.GetMembers(Declared)
            .Select(member => (Type: type, member.GetCustomAttribute<IdAttribute>()?.Id))
            .Where(pair => pair.Id is not null)
            .GroupBy(pair => pair)
            .Where(group => group.Count() > 1)
            .Select(group => $"{type} uses [Id({group.Key.Id})] twice"));

    /// <summary>Generated code has to name the type: neither it nor what it is nested in may be private.</summary>
    public static IEnumerable<string> InaccessibleTypes(IEnumerable<Type> types) => Serializable(types)
        .Concat(types.Where(IsGrainInterface))
        .Where(type => type.IsNestedPrivate || type.IsNestedFamily || type.DeclaringType is { IsNestedPrivate: true })
        .Select(type => $"{type} cannot be named by generated code");

    public static IEnumerable<string> WrongMethods(IEnumerable<Type> types) => types.Where(IsGrainInterface)
        .SelectMany(type => type.GetMethods(BindingFlags.Instance | BindingFlags.Public))
        .Where(method => !IsTask(method.ReturnType) || method.GetParameters().Any(p => p.ParameterType.IsByRef))
        .Select(
            method => $"{method.DeclaringType}.{method.Name} must return a Task or ValueTask and take no references");

    public static IEnumerable<string> PropertiesOfGrainInterfaces(IEnumerable<Type> types) =>
        types.Where(IsGrainInterface)
        .SelectMany(type => type.GetProperties())
        .Select(property => $"{property.DeclaringType}.{property.Name}: a grain interface has no properties");

    public static IEnumerable<string> RepeatedAliases(IEnumerable<Type> types) => types
        .SelectMany(type => type.GetCustomAttributes<AliasAttribute>(inherit: false).Select(a => (a.Alias, Type: type)))
        .GroupBy(pair => pair.Alias)
        .Where(group => group.Count() > 1)
        .Select(group => $"{group.Key} names {string.Join(" and ", group.Select(pair => pair.Type))}");

    /// <summary>After ConfigureAwait(false) a grain is out of its turn.</summary>
    public static IEnumerable<string> LeftTurns(IEnumerable<Type> types) => types
        .Where(type => IsInGrainClass(type))
        .SelectMany(type => type.GetMethods(Declared | BindingFlags.Static))
        .Where(method => CodeOf.CallsConfigureAwaitFalse(method))
        .Select(method => $"{method.DeclaringType}.{method.Name} leaves its turn by ConfigureAwait(false)");

    private static IEnumerable<Type> Serializable(IEnumerable<Type> types) =>
        types.Where(type => type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false));

    private static bool IsGrainInterface(Type type) => type.IsInterface && typeof(IAddressable).IsAssignableFrom(type);

    // The compiler puts the state of async methods into nested types.
    private static bool IsInGrainClass(Type type) => typeof(IGrainBase).IsAssignableFrom(type)
        || (type.DeclaringType is { } outer && IsInGrainClass(outer));

    private static bool IsTask(Type type) => type == typeof(Task) || type == typeof(ValueTask)
        || (type.IsGenericType && type.GetGenericTypeDefinition() is var d
            && (d == typeof(Task<>) || d == typeof(ValueTask<>)));

    private static bool HasId(FieldInfo field) => field.IsDefined(typeof(IdAttribute))
        || field.Attributes.HasFlag(NotSent)
        || (PropertyOf(field)?.IsDefined(typeof(IdAttribute)) ?? false);

    private static PropertyInfo? PropertyOf(FieldInfo field)
    {
        var end = field.Name.IndexOf('>', StringComparison.Ordinal);
        return end > 1 ? field.DeclaringType!.GetProperty(field.Name[1..end], Declared) : null;
    }

    // The parameters of a record are numbered by their order.
    private static bool IsParameterOfRecord(FieldInfo field) => PropertyOf(field) is { } property
        && (field.DeclaringType!.GetMethod("Deconstruct")?.GetParameters().Any(p => p.Name == property.Name) ?? false);

    private static bool IsRecordWithParametersOnly(Type type) => type.GetFields(Declared).All(IsParameterOfRecord);
}

using System.Reflection;

namespace Orleans.Contracts.Tests.Rules;

public sealed class RuleTests
{
    /// <summary>The assemblies that hold grains, their interfaces and what they send.</summary>
    public static TheoryData<string> GrainAssemblies => ["OrleansBroker.Abstractions", "OrleansBroker.Grains"];

    [Theory]
    [MemberData(nameof(GrainAssemblies))]
    public void What_the_packages_refuse_is_not_in_our_grain_assemblies(string assembly)
    {
        var types = OwnTypesOf(Assembly.Load(assembly));
        Assert.Empty(All(types));
    }

    private static IEnumerable<string> All(Type[] types) =>
    [
        .. GrainRules.MissingIds(types), .. GrainRules.RepeatedIds(types), .. GrainRules.InaccessibleTypes(types),
        .. GrainRules.WrongMethods(types), .. GrainRules.PropertiesOfGrainInterfaces(types),
        .. GrainRules.RepeatedAliases(types), .. GrainRules.LeftTurns(types),
    ];

    // The packages' generator adds types of its own to the assembly.
    private static Type[] OwnTypesOf(Assembly assembly) =>
        [.. assembly.GetTypes().Where(type => !(type.Namespace
            ?? "").StartsWith("OrleansCodeGen", StringComparison.Ordinal))];
}

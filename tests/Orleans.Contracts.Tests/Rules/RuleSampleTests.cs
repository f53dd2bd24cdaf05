using System.Reflection;

namespace Orleans.Contracts.Tests.Rules;

/// <summary>What the rules must find. Not compiled with the packages, whose analyzers refuse it.</summary>
public sealed class RuleSampleTests
{
    private static readonly Type[] Samples = [.. WithNested(typeof(RuleSampleTests))];

    [Fact]
    public void A_member_without_an_id_is_found() => Found(GrainRules.MissingIds(Samples), nameof(Forgetful.Forgotten));

    [Fact]
    public void An_id_used_twice_is_found() => Found(GrainRules.RepeatedIds(Samples), "[Id(3)]");

    [Fact]
    public void A_private_type_is_found() => Found(GrainRules.InaccessibleTypes(Samples), nameof(Hidden));

    [Fact]
    public void A_method_without_a_task_is_found() => Found(GrainRules.WrongMethods(Samples), nameof(IWrong.Number));

    [Fact]
    public void Leaving_the_turn_is_found() => Found(GrainRules.LeftTurns(Samples), nameof(LeavingGrain));

    private static void Found(IEnumerable<string> violations, string expected) =>
        Assert.Contains(violations, line => line.Contains(expected, StringComparison.Ordinal));

    private static IEnumerable<Type> WithNested(Type type) =>
        type.GetNestedTypes(BindingFlags.NonPublic | BindingFlags.Public).SelectMany(WithNested).Append(type);

    [GenerateSerializer]
    internal sealed class Forgetful
    {
        public int Forgotten { get; set; }
    }

    [GenerateSerializer]
    internal sealed class Doubled
    {
        [Id(3)]
        public int One { get; set; }

        [Id(3)]
        public int Two { get; set; }
    }

    [GenerateSerializer]
    private sealed class Hidden
    {
        [Id(0)]
        public int One { get; set; }
    }

    internal interface IWrong : IGrainWithStringKey
    {
        int Number();
    }

    internal sealed class LeavingGrain : Grain
    {
        public static async Task LeaveAsync() => await Task.CompletedTask.ConfigureAwait(false);
    }
}

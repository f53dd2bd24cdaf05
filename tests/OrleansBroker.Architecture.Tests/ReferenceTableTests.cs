namespace OrleansBroker.Architecture.Tests;

/// <summary>Which product project may reference which. A new edge is a decision: change the table with it.</summary>
public class ReferenceTableTests
{
    private static readonly Dictionary<string, string[]> MayReference = new()
    {
        ["Orleans.InProcess"] = [],
        ["OrleansBroker.Protocol.Generator"] = [],
        ["OrleansBroker.Protocol"] = [],
        ["OrleansBroker.Storage"] = ["Protocol"],
        ["OrleansBroker.Tiering"] = ["Storage", "Protocol"],
        ["OrleansBroker.Coordination"] = ["Protocol"],
        ["OrleansBroker.Abstractions"] = ["Protocol"],
        ["OrleansBroker.Grains"] = ["Abstractions", "Coordination", "Tiering", "Storage", "Protocol"],
        ["OrleansBroker.Gateway"] = ["Grains", "Abstractions", "Storage", "Protocol"],
        ["OrleansBroker.Client"] = ["Abstractions"],
        ["OrleansBroker.Cli"] = [],
        ["OrleansBroker.Server"] =
            ["Gateway", "Grains", "Client", "Abstractions", "Coordination", "Tiering", "Storage", "Protocol"],
    };

    private static readonly string[] MayUseOrleans =
    [
        "OrleansBroker.Abstractions", "OrleansBroker.Grains", "OrleansBroker.Gateway", "OrleansBroker.Client",
        "OrleansBroker.Server",
    ];

    public static TheoryData<string> ProductProjects =>
        new(Repository.Projects("src").Select(project => project.Name));

    [Theory]
    [MemberData(nameof(ProductProjects))]
    public void A_product_project_references_only_what_the_table_allows(string name)
    {
        var project = Repository.Projects("src").Single(candidate => candidate.Name == name);

        Assert.True(MayReference.TryGetValue(name, out var allowed), $"{name} is not in the reference table.");
        Expect.None(project.References.Except(allowed.Select(reference => "OrleansBroker." + reference)));
        Assert.True(!project.UsesOrleans || MayUseOrleans.Contains(name), $"{name} must not know Orleans.");
    }

    [Fact]
    public void No_product_project_references_a_test_project()
    {
        var tests = Repository.Projects("tests").Select(project => project.Name).ToHashSet();

        Assert.DoesNotContain(Repository.Projects("src").SelectMany(project => project.References), tests.Contains);
    }
}

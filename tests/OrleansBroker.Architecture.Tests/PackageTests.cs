using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace OrleansBroker.Architecture.Tests;

/// <summary>Every package is a promise to users: it is justified where its version stands, and used.</summary>
public partial class PackageTests
{
    // A test framework comes as three packages; more than that under one comment is not a justification.
    private const int PackagesPerReason = 3;

    [Fact]
    public void Every_package_version_stands_below_a_comment_that_justifies_it()
    {
        var group = XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props"))
            .Descendants("ItemGroup").SelectMany(items => items.Nodes()).ToArray();

        var unjustified = new List<string>();
        var covered = 0;
        foreach (var node in group)
        {
            covered = node is XComment ? PackagesPerReason : covered;
            if (node is XElement { Name.LocalName: "PackageVersion" } package && covered-- <= 0)
            {
                unjustified.Add((string)package.Attribute("Include")!);
            }
        }

        Expect.None(unjustified);
    }

    [Fact]
    public void Project_files_state_no_versions() =>
        Expect.None(ProjectTexts().Where(file => VersionedReference().IsMatch(file.Text)).Select(file => file.Path));

    private static IEnumerable<(string Path, string Text)> ProjectTexts() =>
        from folder in new[] { "src", "tests" }
        from path in Directory.EnumerateFiles(
            Path.Combine(Repository.Root, folder), "*.csproj", SearchOption.AllDirectories)
        select (Repository.Relative(path), File.ReadAllText(path));

    [GeneratedRegex("<PackageReference[^>]*\\bVersion=")]
    private static partial Regex VersionedReference();
}

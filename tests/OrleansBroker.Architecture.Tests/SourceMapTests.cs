using System.Text.RegularExpressions;

namespace OrleansBroker.Architecture.Tests;

/// <summary>`src/README.md` is the map: each project and each folder has a line, and nothing else.</summary>
public partial class SourceMapTests
{
    private static readonly string Source = Path.Combine(Repository.Root, "src");

    [Fact]
    public void The_map_names_every_project_and_folder_once_and_nothing_else()
    {
        var mapped = MapLine().Matches(File.ReadAllText(Path.Combine(Source, "README.md")))
            .Select(match => match.Groups[1].Value)
            .ToArray();

        Expect.None(ProjectsAndFolders().Except(mapped).Select(folder => $"{folder} is not on the map"));
        Expect.None(mapped.Where(IsGone).Select(folder => $"{folder} is on the map, and gone"));
        Assert.Distinct(mapped);
    }

    /// <summary>Projects, and the folders directly below each; deeper ones may have a line too.</summary>
    private static IEnumerable<string> ProjectsAndFolders() =>
        Repository.SourceFiles("src")
            .Select(path => Path.GetRelativePath(Source, path).Split(Path.DirectorySeparatorChar))
            .Select(parts => parts.Length > 2 ? $"{parts[0]}/{parts[1]}" : parts[0])
            .Distinct();

    private static bool IsGone(string folder) => !Directory.Exists(Path.Combine(Source, folder));

    [GeneratedRegex(@"^\| `([^`]+)` \|", RegexOptions.Multiline)]
    private static partial Regex MapLine();
}

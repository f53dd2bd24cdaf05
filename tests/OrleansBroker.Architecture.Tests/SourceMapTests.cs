using System.Text.RegularExpressions;

namespace OrleansBroker.Architecture.Tests;

/// <summary>`src/README.md` is the map: a line for each project and each folder in it, none for what is gone.</summary>
public partial class SourceMapTests
{
    [Fact]
    public void The_map_names_every_project_and_folder_once_and_nothing_else()
    {
        var mapped = MapLine().Matches(File.ReadAllText(Path.Combine(Repository.Root, "src", "README.md")))
            .Select(match => match.Groups[1].Value)
            .ToArray();

        Expect.None(Folders().Except(mapped).Select(folder => $"{folder} is not on the map"));
        Expect.None(mapped.Except(Folders()).Select(folder => $"{folder} is on the map, and gone"));
        Assert.Distinct(mapped);
    }

    /// <summary>Projects, and the folders directly below each that hold source.</summary>
    private static IEnumerable<string> Folders()
    {
        var src = Path.Combine(Repository.Root, "src");
        var files = Repository.SourceFiles("src").Select(path => Path.GetRelativePath(src, path).Replace('\\', '/'));
        var projects = Directory.EnumerateFiles(src, "*.csproj", SearchOption.AllDirectories)
            .Select(path => Path.GetFileNameWithoutExtension(path));
        return files.Select(file => file.Split('/'))
            .Where(parts => parts.Length > 2)
            .Select(parts => $"{parts[0]}/{parts[1]}")
            .Concat(projects)
            .Distinct();
    }

    [GeneratedRegex(@"^\| `([^`]+)` \|", RegexOptions.Multiline)]
    private static partial Regex MapLine();
}

using System.Xml.Linq;

namespace OrleansBroker.Architecture.Tests;

/// <summary>The checkout that these tests were built from, as files. Immutable, so safe from any thread.</summary>
internal static class Repository
{
    private static readonly string[] NotOurs = ["bin", "obj", "artifacts", "node_modules", "TestResults"];

    public static string Root { get; } = FindRoot();

    public static IEnumerable<string> SourceFiles(string folder) =>
        Files(Path.Combine(Root, folder)).Where(path => path.EndsWith(".cs", StringComparison.Ordinal));

    public static IEnumerable<Project> Projects(string folder) =>
        Files(Path.Combine(Root, folder))
            .Where(path => path.EndsWith(".csproj", StringComparison.Ordinal))
            .Select(Project.Load);

    public static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    public static bool IsOurs(string folderName) => !folderName.StartsWith('.') && !NotOurs.Contains(folderName);

    private static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(folder).Concat(Directory.EnumerateDirectories(folder)
            .Where(sub => IsOurs(Path.GetFileName(sub)))
            .SelectMany(Files));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "OrleansBroker.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("No OrleansBroker.sln above the tests.");
        }

        return folder.FullName;
    }
}

/// <summary>What one project file says about its references.</summary>
/// <param name="Name">The file name without extension.</param>
/// <param name="UsesOrleans">Whether it compiles against the Orleans engine.</param>
/// <param name="References">Names of the projects that it links; build-time analyzers are not among them.</param>
internal sealed record Project(string Name, bool UsesOrleans, string[] References)
{
    public static Project Load(string path)
    {
        var xml = XDocument.Load(path);
        var references = xml.Descendants("ProjectReference")
            .Where(reference => (string?)reference.Attribute("OutputItemType") != "Analyzer")
            .Select(reference => Path.GetFileNameWithoutExtension(((string)reference.Attribute("Include")!)))
            .ToArray();
        var usesOrleans = xml.Descendants("UsesOrleans").Any(element => element.Value == "true");
        return new Project(Path.GetFileNameWithoutExtension(path), usesOrleans, references);
    }
}

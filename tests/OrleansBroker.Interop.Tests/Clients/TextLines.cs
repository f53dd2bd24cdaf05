namespace OrleansBroker.Interop.Tests.Clients;

/// <summary>Lines of what a program printed, and lines to give to one.</summary>
internal static class TextLines
{
    public static string[] Of(string output) => output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Numbered lines of various length, so that order and loss show.</summary>
    public static string[] Numbered(int count, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(number => $"{number:D8} {new string('x', random.Next(200))}")];
    }
}

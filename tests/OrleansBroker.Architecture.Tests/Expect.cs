namespace OrleansBroker.Architecture.Tests;

/// <summary>Assertions that list every finding, since xunit's own cut a collection short.</summary>
internal static class Expect
{
    public static void None(IEnumerable<string> findings)
    {
        var all = findings.ToArray();
        Assert.True(all.Length == 0, string.Join('\n', all));
    }
}

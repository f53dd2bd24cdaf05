namespace OrleansBroker.Gateway.Tests.Brokers;

/// <summary>The partition that a Kafka broker left, with transactions of each outcome; no part of a checkout.</summary>
internal static class SampleLog
{
    private static readonly string? Source = Find();

    /// <summary>Puts its segments in the place of a partition's own, or skips the test.</summary>
    /// <param name="partitionFolder">Folder of a partition whose broker is stopped.</param>
    public static void CopyTo(string partitionFolder)
    {
        Assert.SkipWhen(Source is null, "The sample log of the shared vectors is not on this machine.");
        foreach (var file in Directory.GetFiles(partitionFolder, "0*"))
        {
            File.Delete(file);
        }

        foreach (var file in Directory.GetFiles(Path.Combine(Source!, "sample-log-0"), "0*"))
        {
            File.WriteAllBytes(Path.Combine(partitionFolder, Path.GetFileName(file)), File.ReadAllBytes(file));
        }
    }

    /// <summary>The lines that Kafka's console consumer printed.</summary>
    /// <param name="isolation">`committed` or `uncommitted`.</param>
    public static string[] Expected(string isolation) => File.ReadAllLines(Path.Combine(Source!, $"{isolation}.txt"));

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", "vectors", "log");
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}

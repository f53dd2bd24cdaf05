namespace OrleansBroker.Storage.Tests.Kit;

/// <summary>Things beside the checkout that a user does not have: tests that use them skip without.</summary>
internal static class SharedFolder
{
    /// <summary>The path, or null.</summary>
    public static string? Find(string path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", path);
            if (Path.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}

namespace OrleansBroker.Interop.Tests.Brokers;

/// <summary>Places in the checkout that these tests were built from.</summary>
internal static class Checkout
{
    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The server, built with the same configuration as the tests.</summary>
    public static string ServerAssembly { get; } = Path.Combine(
        Root, "src", "OrleansBroker.Server", "bin", Configuration(), TargetFramework(), "OrleansBroker.Server.dll");

    /// <summary>
    /// The script that runs Apache Kafka's tools; it lies beside the checkout, and only on some machines.
    /// </summary>
    public static string KafkaTools { get; } =
        Path.GetFullPath(Path.Combine(Root, "..", "shared", "peers", "kafka", "kafka"));

    private static string OutputFolder => AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar);

    private static string TargetFramework() => Path.GetFileName(OutputFolder);

    private static string Configuration() => Path.GetFileName(Path.GetDirectoryName(OutputFolder))!;

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(OutputFolder);
        while (!File.Exists(Path.Combine(folder.FullName, "OrleansBroker.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("No OrleansBroker.sln above the tests.");
        }

        return folder.FullName;
    }
}

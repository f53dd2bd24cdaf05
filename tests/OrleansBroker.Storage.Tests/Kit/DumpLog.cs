using System.Diagnostics;

namespace OrleansBroker.Storage.Tests.Kit;

/// <summary>Kafka's tool that prints log files, where it is on this machine.</summary>
internal static class DumpLog
{
    private static readonly string? Kafka = SharedFolder.Find("peers/kafka/kafka");

    private static readonly string[] Complaints =
        ["mismatch", "out of order", "corrupt", "exception", "invalid", "not found", "isvalid: false"];

    public static void SkipWhereMissing()
    {
        var isMissing = Kafka is null || !File.Exists("/usr/bin/java");
        Assert.SkipWhen(isMissing, "Kafka's tools, or Java (openjdk-17-jre-headless), are not on this machine.");
    }

    public static string Join(string[] files, string suffix) =>
        string.Join(',', files.Where(file => file.EndsWith(suffix, StringComparison.Ordinal)));

    /// <summary>A complaint is shown with the lines behind it, which say where.</summary>
    public static void AssertNoComplaint(string output)
    {
        var lines = output.Split('\n');
        var first = Array.FindIndex(lines, line =>
            Array.Exists(Complaints, word => line.Contains(word, StringComparison.OrdinalIgnoreCase)));
        Assert.True(first < 0, string.Join('\n', lines.Skip(first).Take(20)));
    }

    /// <summary>What the tool prints, on both streams.</summary>
    public static async Task<string> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Kafka!, ["dump-log", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await errors);
        return output + await errors;
    }
}

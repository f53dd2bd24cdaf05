using System.Diagnostics;
using System.Globalization;

namespace OrleansBroker.Benchmarks.Programs;

/// <summary>Writes zeros with <c>dd</c>: what the disk takes from a program that does nothing else.</summary>
internal static class Dd
{
    /// <summary>Seconds that dd took.</summary>
    /// <param name="path">File to write; it is deleted afterwards.</param>
    /// <param name="blockBytes">Bytes of each write.</param>
    /// <param name="count">Number of writes.</param>
    /// <param name="flag">How it ends or writes: <c>conv=fdatasync</c>, <c>oflag=dsync</c>, or
    /// <c>conv=notrunc</c>, which for a new file changes nothing.</param>
    /// <exception cref="IOException">dd is missing, or failed.</exception>
    public static double Write(string path, int blockBytes, int count, string flag)
    {
        string[] arguments =
        [
            "if=/dev/zero",
            $"of={path}",
            string.Create(CultureInfo.InvariantCulture, $"bs={blockBytes}"),
            string.Create(CultureInfo.InvariantCulture, $"count={count}"),
            flag,
            "status=none",
        ];
        var startedAt = Stopwatch.GetTimestamp();
        using var process = Process.Start("dd", arguments);
        process.WaitForExit();
        var seconds = Stopwatch.GetElapsedTime(startedAt).TotalSeconds;
        File.Delete(path);
        return process.ExitCode == 0 ? seconds : throw new IOException("dd failed: see above.");
    }
}

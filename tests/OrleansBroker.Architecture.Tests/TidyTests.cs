using System.Text.RegularExpressions;

namespace OrleansBroker.Architecture.Tests;

/// <summary>The house habits that a machine can hold. Each failure names the file and line.</summary>
public partial class TidyTests
{
    private const int MaxLineColumns = 120;
    private const int MaxFileLines = 600;

    private static readonly (Regex Pattern, string Reason)[] BannedInProduct =
    [
        (WallClock(), "take the time from an injected TimeProvider"),
        (DelayWithoutClock(), "a delay takes an injected TimeProvider"),
        (Sleep(), "a thread of the broker waits on an event, never for a time"),
        (SharedRandom(), "randomness is seeded and injected"),
        (Blocking(), "never block on a task"),
    ];

    [Fact]
    public void Lines_fit_in_120_columns() =>
        Expect.None(Lines("src", "tests").Where(line => line.Text.Length > MaxLineColumns).Select(line => line.At));

    [Fact]
    public void Files_are_short() =>
        Expect.None(AllFiles()
            .Where(path => File.ReadLines(path).Count() > MaxFileLines)
            .Select(Repository.Relative));

    [Fact]
    public void Namespaces_are_file_scoped() =>
        Expect.None(Lines("src", "tests").Where(line => BlockNamespace().IsMatch(line.Text)).Select(line => line.At));

    /// <summary>Hosting folders are exempt: they make what the others get.</summary>
    [Fact]
    public void Product_code_takes_time_and_randomness_by_injection_and_never_blocks() =>
        Expect.None(
            from line in Lines("src")
            where !line.At.Contains("/Hosting/", StringComparison.Ordinal)
            from ban in BannedInProduct
            where ban.Pattern.IsMatch(line.Code)
            select $"{line.At}: {ban.Reason}");

    [Fact]
    public void Only_the_command_line_programs_write_to_the_console() =>
        Expect.None(Lines("src")
            .Where(line => line.Code.Contains("Console.", StringComparison.Ordinal))
            .Where(line => !line.At.StartsWith("src/OrleansBroker.Server/", StringComparison.Ordinal))
            .Where(line => !line.At.StartsWith("src/OrleansBroker.Cli/", StringComparison.Ordinal))
            .Select(line => line.At));

    [Fact]
    public void Tests_wait_on_events_not_on_time() =>
        Expect.None(Lines("tests")
            .Where(line => line.At.Contains(".Tests/", StringComparison.Ordinal))
            .Where(line => Sleep().IsMatch(line.Code) || PlainDelay().IsMatch(line.Code))
            .Select(line => line.At));

    [Fact]
    public void Nothing_is_left_over() =>
        Expect.None(Lines("src", "tests").Where(line => Leftover().IsMatch(line.Text)).Select(line => line.At));

    private static IEnumerable<string> AllFiles() =>
        Repository.SourceFiles("src").Concat(Repository.SourceFiles("tests"));

    private static IEnumerable<Line> Lines(params string[] folders) =>
        from folder in folders
        from path in Repository.SourceFiles(folder)
        from line in File.ReadLines(path).Select((text, index) => new Line(path, index + 1, text))
        select line;

    [GeneratedRegex(@"\bDateTime(Offset)?\.(Utc)?Now\b")]
    private static partial Regex WallClock();

    [GeneratedRegex(@"\bTask\.Delay\((?!.*\b_?([tT]ime|timeProvider|clock)\b)")]
    private static partial Regex DelayWithoutClock();

    [GeneratedRegex(@"\bTask\.Delay\((?!.*(Infinite|[tT]ime\b|[cC]lock\b|timeProvider))")]
    private static partial Regex PlainDelay();

    [GeneratedRegex(@"\bThread\.Sleep\(")]
    private static partial Regex Sleep();

    [GeneratedRegex(@"\bRandom\.Shared\b|\bnew Random\(\)")]
    private static partial Regex SharedRandom();

    [GeneratedRegex(@"\.Wait\(\)|\.GetAwaiter\(\)\.GetResult\(\)")]
    private static partial Regex Blocking();

    [GeneratedRegex(@"^namespace [\w.]+\s*\{?\s*$")]
    private static partial Regex BlockNamespace();

    // Spelled in two halves, so that this file is not its own finding.
    [GeneratedRegex(@"\b(TO" + @"DO|FIX" + @"ME|HA" + @"CK|XX" + @"X)\b")]
    private static partial Regex Leftover();

    private sealed record Line(string Path, int Number, string Text)
    {
        public string At => $"{Repository.Relative(Path)}:{Number}";

        /// <summary>The line without its comment (or the rest of a string with two slashes: good enough).</summary>
        public string Code => Text.Split("//", 2)[0];
    }
}

using System.CommandLine;
using OrleansBroker.LoadTest.Measuring;

namespace OrleansBroker.LoadTest.Commands;

/// <summary>`compare`: a table of two brokers' results, from a file that runs have added to.</summary>
internal static class CompareCommand
{
    public static Command Create()
    {
        var file = new Argument<FileInfo>("results") { Description = "The file given to the runs as --results." };
        var ours = new Option<string>("--ours") { DefaultValueFactory = _ => "ours", Description = "One label." };
        var theirs = new Option<string>("--theirs") { DefaultValueFactory = _ => "kafka", Description = "The other." };
        var command = new Command("compare", "Prints medians and ratios of two labels' runs, as a Markdown table.");
        command.Arguments.Add(file);
        command.Options.Add(ours);
        command.Options.Add(theirs);
        command.SetAction(parsed =>
        {
            var results = File.ReadLines(parsed.GetRequiredValue(file).FullName).Select(RunResult.Parse).ToArray();
            new ComparisonTable(results, parsed.GetRequiredValue(ours), parsed.GetRequiredValue(theirs))
                .Print(Console.Out);
            return 0;
        });
        return command;
    }
}

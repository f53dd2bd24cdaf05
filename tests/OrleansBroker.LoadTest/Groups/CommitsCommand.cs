using System.CommandLine;
using OrleansBroker.LoadTest.Commands;
using OrleansBroker.LoadTest.Load;

namespace OrleansBroker.LoadTest.Groups;

/// <summary>`groups commits`: as many commits as are answered, of one partition each, each connection for a group of
/// its own.</summary>
internal static class CommitsCommand
{
    public static Command Create()
    {
        var run = new RunOptions();
        var inFlight = GroupOptions.Number("--in-flight", 5, "Commits of each connection that wait for their answer.");
        var command = new Command("commits", "Commits offsets as fast as answers come.");
        run.AddTo(command);
        command.Options.Add(inFlight);
        command.SetAction((parsed, _) => RunAsync(run.Read(parsed), parsed.GetValue(inFlight)));
        return command;
    }

    private static async Task<int> RunAsync(RunSettings settings, int inFlight)
    {
        await using var client = await Coordinator.ConnectAsync(settings.Broker.ToString(), settings.Partitions);
        var topic = GroupOptions.TopicOf(settings.Partitions);
        var run = new Run(settings);
        var workers = Enumerable.Range(0, settings.Connections)
            .Select(index => new CommitWorker(
                settings.Broker, Coordinator.CommitOf($"commits-{index}", topic, 1, offset: 1), inFlight, run.Window))
            .ToList();
        foreach (var worker in workers)
        {
            run.Start("commit", worker.Run);
        }

        return run.Finish(
            $"commits, {settings.Connections} groups, {inFlight} in flight", workers.Select(worker => worker.Tally));
    }
}

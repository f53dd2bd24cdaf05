using System.CommandLine;
using OrleansBroker.LoadTest.Load;
using OrleansBroker.LoadTest.Measuring;

namespace OrleansBroker.LoadTest.Commands;

/// <summary>`latency`: at a fixed rate, the time from each intended send to its answer and to its consumer.</summary>
internal static class LatencyCommand
{
    private const double DefaultMbPerSecond = 20;

    public static Command Create()
    {
        var run = new RunOptions();
        var produce = new ProduceOptions(DefaultMbPerSecond);
        var command = new Command("latency", "Produces at a fixed rate while as many connections consume.");
        run.AddTo(command);
        produce.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            var settings = run.Read(parsed);
            return await RunAsync(settings, produce.Read(parsed, settings.Topic));
        });
        return command;
    }

    private static async Task<int> RunAsync(RunSettings settings, ProduceLoad load)
    {
        var delivery = new DeliveryTimes();
        var producers = await ProduceCommand.PlanAsync(settings, load, delivery);
        var fetch = new FetchLoad(settings.Topic, 1 << 20, Rewinds: false, ChecksCrc: false);
        var consumers = await ConsumeCommand.PlanAsync(settings, fetch, delivery);

        var run = new Run(settings);
        var workers = producers.ConvertAll(plan => plan(run.Window));
        foreach (var consumer in consumers.ConvertAll(plan => plan(run.Window)))
        {
            run.Start("consume", consumer.Run);
        }

        foreach (var worker in workers)
        {
            run.Start("produce", worker.Run);
        }

        return run.Finish(
            $"latency {load.Describe()}",
            workers.Select(worker => worker.Tally),
            () => Percentiles.Of(delivery.Join(run.Window).Times));
    }
}

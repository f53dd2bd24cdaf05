using System.CommandLine;
using OrleansBroker.LoadTest.Load;
using OrleansBroker.TestKit;

namespace OrleansBroker.LoadTest.Commands;

/// <summary>`produce`: how much a broker takes in, or at a fixed rate how fast it answers.</summary>
internal static class ProduceCommand
{
    public static Command Create()
    {
        var run = new RunOptions();
        var produce = new ProduceOptions(defaultRate: null);
        var command = new Command("produce", "Produces, as fast as answers come or at a fixed rate.");
        run.AddTo(command);
        produce.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            var settings = run.Read(parsed);
            return await RunAsync(settings, produce.Read(parsed, settings.Topic));
        });
        return command;
    }

    /// <summary>The producers of a run; their frames are built here, so make them before the run begins.</summary>
    public static async Task<List<Func<MeasuredWindow, ProduceWorker>>> PlanAsync(
        RunSettings settings, ProduceLoad load, DeliveryTimes? delivery = null)
    {
        await using var client = await KafkaClient.ConnectAsync(settings.Broker.ToString());
        var topic = await TopicTarget.FindAsync(client, settings.Topic, settings.Partitions);
        var plans = ConnectionPlan.Spread(topic.Leaders, settings.Connections);
        return [.. plans.Select((plan, index) => Plan(load, plan, index, plans.Count, delivery))];
    }

    private static Func<MeasuredWindow, ProduceWorker> Plan(
        ProduceLoad load, ConnectionPlan plan, int index, int count, DeliveryTimes? delivery)
    {
        var frames = new ProduceFrames(load, plan.Partitions, seed: index);
        var bytesPerRequest = load.Batch.RecordBytes * Math.Min(load.BatchesPerRequest, plan.Partitions.Length);
        var rate = load.BytesPerSecond / count / bytesPerRequest;
        return window => new ProduceWorker(
            load, plan.Broker, frames, new SendSchedule(window.StartNs, rate, (double)index / count), window)
        {
            Delivery = delivery,
        };
    }

    private static async Task<int> RunAsync(RunSettings settings, ProduceLoad load)
    {
        var planned = await PlanAsync(settings, load);
        var run = new Run(settings);
        var workers = planned.ConvertAll(plan => plan(run.Window));
        foreach (var worker in workers)
        {
            run.Start("produce", worker.Run);
        }

        return run.Finish($"produce {load.Describe()}", workers.Select(worker => worker.Tally));
    }
}

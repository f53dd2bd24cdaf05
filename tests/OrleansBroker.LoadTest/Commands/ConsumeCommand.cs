using System.CommandLine;
using OrleansBroker.LoadTest.Load;
using OrleansBroker.TestKit;

namespace OrleansBroker.LoadTest.Commands;

/// <summary>`consume`: how much a broker gives out.</summary>
internal static class ConsumeCommand
{
    public static Command Create()
    {
        var run = new RunOptions();
        var fetchBytes = new Option<int>("--fetch-bytes")
        {
            Description = "Most bytes of each partition in one response.",
            DefaultValueFactory = _ => 1 << 20,
        };
        var checkCrc = new Option<bool>("--check-crc") { Description = "Verify every batch, as Java's consumer does." };
        var command = new Command("consume", "Consumes what the topic holds, from its start, again and again.");
        run.AddTo(command);
        command.Options.Add(fetchBytes);
        command.Options.Add(checkCrc);
        command.SetAction(async (parsed, _) =>
        {
            var settings = run.Read(parsed);
            var load = new FetchLoad(
                settings.Topic, parsed.GetValue(fetchBytes), Rewinds: true, parsed.GetValue(checkCrc));
            return await RunAsync(settings, load);
        });
        return command;
    }

    /// <summary>The consumers of a run, at the topic's start or at its end.</summary>
    public static async Task<List<Func<MeasuredWindow, FetchWorker>>> PlanAsync(
        RunSettings settings, FetchLoad load, DeliveryTimes? delivery = null)
    {
        await using var client = await KafkaClient.ConnectAsync(settings.Broker.ToString());
        var topic = await TopicTarget.FindAsync(client, settings.Topic, partitions: 0);
        var workers = new List<Func<MeasuredWindow, FetchWorker>>();
        foreach (var plan in ConnectionPlan.Spread(topic.Leaders, settings.Connections))
        {
            var positions = new List<FetchPosition>();
            foreach (var partition in plan.Partitions)
            {
                await using var leader = await KafkaClient.ConnectAsync(plan.Broker.ToString());
                positions.Add(await topic.PositionAsync(leader, partition, fromEnd: !load.Rewinds));
            }

            workers.Add(window => new FetchWorker(load, plan.Broker, [.. positions], window) { Delivery = delivery });
        }

        return workers;
    }

    private static async Task<int> RunAsync(RunSettings settings, FetchLoad load)
    {
        var planned = await PlanAsync(settings, load);
        var run = new Run(settings);
        var workers = planned.ConvertAll(plan => plan(run.Window));
        foreach (var worker in workers)
        {
            run.Start("consume", worker.Run);
        }

        return run.Finish("consume", workers.Select(worker => worker.Tally));
    }
}

using System.CommandLine;
using System.Net.Sockets;
using OrleansBroker.TestKit;

namespace OrleansBroker.LoadTest.Groups;

/// <summary>
/// `groups ready`: asks a broker that is starting until it answers, and until its coordinator serves every group.
/// </summary>
internal static class ReadyCommand
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    public static Command Create()
    {
        var broker = GroupOptions.Broker();
        var label = GroupOptions.Label();
        var since = new Option<long?>("--since")
        {
            Description = "When the broker's process was started, in milliseconds since 1970; by default now.",
        };
        var command = new Command("ready", "Waits until the coordinator serves.") { broker, label, since };
        command.SetAction((parsed, _) => RunAsync(
            parsed.GetRequiredValue(broker), parsed.GetRequiredValue(label), parsed.GetValue(since) ?? NowMs));
        return command;
    }

    private static long NowMs => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    private static async Task<int> RunAsync(string broker, string label, long sinceMs)
    {
        await using var client = await ConnectAsync(broker);
        await client.MetadataAsync();
        var answeredMs = NowMs - sinceMs;
        var groups = await Coordinator.WaitUntilReadyAsync(client);
        var servedMs = NowMs - sinceMs;
        Console.WriteLine(
            $"{label}: metadata after {answeredMs} ms, {groups} groups served after {servedMs} ms "
            + $"({servedMs - answeredMs} ms later)");
        return 0;
    }

    private static async Task<KafkaClient> ConnectAsync(string broker)
    {
        while (true)
        {
            try
            {
                return await KafkaClient.ConnectAsync(broker);
            }
            catch (SocketException)
            {
                // It does not listen yet. A pause, so that the start is not measured against our own connects.
                await Task.Delay(Pause);
            }
        }
    }
}

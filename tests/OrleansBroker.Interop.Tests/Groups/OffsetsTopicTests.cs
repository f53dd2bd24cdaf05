using OrleansBroker.Interop.Tests.Clients;

namespace OrleansBroker.Interop.Tests.Groups;

/// <summary>Kafka's own decoder reads what the group coordinator writes, before and after the cleaner.</summary>
public class OffsetsTopicTests
{
    private const int SegmentBytes = 1024 * 1024;

    // Kafka's newer records call the group by another name than the older ones.
    private const string GroupId = "{\"groupId\":\"readers\"";

    [Fact]
    public async Task Kafka_s_tool_reads_the_records_of_both_protocols()
    {
        KafkaTools.RequireThem();
        await using var broker = await GroupBroker.StartAsync();
        await ReadAllAsync(broker, "Java classic", records: 10);
        await ReadAllAsync(broker, "Java consumer", records: 10);
        await broker.StopAsync();

        var dumped = await DumpAsync(LogFiles(broker).Single());

        Assert.Contains(Key(2, """{"group":"readers"}"""), dumped, StringComparison.Ordinal);
        Assert.Contains(OffsetKey(5), dumped, StringComparison.Ordinal);
        Assert.All([3, 6], type => Assert.Contains(Key(type, GroupId + "}"), dumped, StringComparison.Ordinal));
        Assert.All([5, 7, 8], type => Assert.Contains(Key(type, GroupId + ","), dumped, StringComparison.Ordinal));
        Assert.DoesNotContain("could not be read", dumped, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Kafka_s_tool_reads_them_after_the_cleaner()
    {
        KafkaTools.RequireThem();
        await using var broker = await GroupBroker.StartAsync(
            $"offsets.topic.segment.bytes={SegmentBytes}",
            "log.cleaner.backoff.ms=200", "log.cleaner.min.cleanable.ratio=0.01");
        await ReadAllAsync(broker, "Java consumer", records: 10);
        var longText = new string('m', 4_000);
        for (var offset = 1; offset <= 800; offset++)
        {
            await broker.CommitAsync(offset, longText);
        }

        await WaitUntilCleanedAsync(broker);
        await broker.StopAsync();

        var cleaned = await DumpAsync(LogFiles(broker).First());
        var newest = await DumpAsync(LogFiles(broker).Last());

        // One record of each key is left, beside those that nobody may clean yet.
        Assert.Single(TextLines.Of(cleaned), line => line.Contains(OffsetKey(1), StringComparison.Ordinal));
        Assert.Contains(""""data":{"offset":800,"""", newest, StringComparison.Ordinal);
        Assert.DoesNotContain("isvalid: false", cleaned + newest, StringComparison.Ordinal);
    }

    /// <summary>Until what the sealed segments held is gone, which the folder's changes tell.</summary>
    private static async Task WaitUntilCleanedAsync(GroupBroker broker)
    {
        var folder = Path.GetDirectoryName(LogFiles(broker).First())!;
        var cleaned = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watcher = new FileSystemWatcher(folder) { EnableRaisingEvents = true };
        watcher.Renamed += (_, _) => Look();
        watcher.Deleted += (_, _) => Look();
        Look();
        await cleaned.Task.WaitAsync(TimeSpan.FromSeconds(60));

        void Look()
        {
            if (LogFiles(broker).Sum(file => new FileInfo(file) is { Exists: true } log ? log.Length : 0)
                < 2 * SegmentBytes)
            {
                cleaned.TrySetResult();
            }
        }
    }

    private static async Task ReadAllAsync(GroupBroker broker, string client, int records)
    {
        await broker.ProduceAsync(records);
        await using var group = new GroupOfClients(client, broker.Address);
        group.Join(members: 1);
        await group.ExpectReadAsync(records * GroupBroker.Partitions);
        await group.LeaveAsync();
    }

    private static Task<string> DumpAsync(string log) =>
        KafkaTools.RunAsync("dump-log", "--offsets-decoder", "--deep-iteration", "--files", log);

    private static IEnumerable<string> LogFiles(GroupBroker broker) =>
        Directory.EnumerateFiles(broker.DataFolder, "*.log", SearchOption.AllDirectories)
            .Where(file => file.Contains("__consumer_offsets-", StringComparison.Ordinal)).Order();

    private static string OffsetKey(int partition) =>
        Key(1, $$"""{"group":"readers","topic":"work","partition":{{partition}}}""");

    /// <summary>How the tool begins the line of such a record.</summary>
    private static string Key(int type, string data) => $$"""key: {"type":"{{type}}","data":{{data}}""";
}

using System.Buffers.Binary;
using System.Text.Json.Nodes;
using OrleansBroker.Interop.Tests.Brokers;
using OrleansBroker.Interop.Tests.Clients;
using OrleansBroker.Protocol;
using OrleansBroker.TestKit;

namespace OrleansBroker.Interop.Tests;

/// <summary>
/// A broker with two data folders whose disks die while it runs: the folder is carried away, and a file lies in its
/// place. What is open stays open, as on a disk whose cable was pulled late; whatever is opened fails.
/// </summary>
public sealed class DiskDeathTests : IDisposable
{
    private const string Topic = "dying";
    private const int Partitions = 4;

    private readonly TempFolder _folder = new();
    private readonly int[] _acknowledged = new int[Partitions];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_dead_disk_takes_its_partitions_and_the_last_one_the_broker_and_nothing_is_lost()
    {
        KafkaTools.RequireThem();
        var (first, second) = (_folder.File("first"), _folder.File("second"));
        await using (var server = await ServerProcess.StartAsync($"{first},{second}"))
        {
            await using var client = await KafkaClient.ConnectAsync(server.Address);
            await client.CreateTopicAsync(
                Topic, Partitions, new Dictionary<string, string> { ["segment.bytes"] = "1048576" });
            var lost = InFolder(second);
            var kept = InFolder(first);
            Assert.Equal((2, 2), (kept.Length, lost.Length));
            foreach (var partition in kept.Concat(lost))
            {
                Assert.Equal(ErrorCode.None, await AppendAsync(client, partition));
            }

            Kill(second);
            Assert.Equal(ErrorCode.KafkaStorageError, await AppendUntilRefusedAsync(client, lost[0]));
            await CheckOneLeftAsync(server.Address, client, kept, lost);
            Assert.Null(await FolderErrorAsync(server.Address, first));
            Assert.Contains("KafkaStorageException", await FolderErrorAsync(server.Address, second));

            Kill(first);
            await AppendUntilRefusedAsync(client, kept[0]);
            Assert.Equal(1, await server.ExitAsync());
            Assert.Contains("Every data folder has failed", server.Output, StringComparison.Ordinal);
            Assert.Contains("start the broker again", server.Output, StringComparison.Ordinal);
        }

        Mend(first);
        Mend(second);
        await using var restarted = await ServerProcess.StartAsync($"{first},{second}");
        await CheckAllAsync(restarted.Address);
    }

    /// <summary>The partitions of the dead folder answer with an error, the others as ever.</summary>
    private async Task CheckOneLeftAsync(string address, KafkaClient client, int[] kept, int[] lost)
    {
        // Until the controller knows: appends are refused already, and what is in memory is read still.
        while (await LeaderlessAsync(client) < lost.Length)
        {
        }

        foreach (var partition in lost)
        {
            Assert.Equal(ErrorCode.KafkaStorageError, await AppendAsync(client, partition));
            Assert.Equal(ErrorCode.KafkaStorageError, (await client.FetchAsync(new(Topic, partition), 0)).ErrorCode);
        }

        foreach (var partition in kept)
        {
            Assert.Equal(ErrorCode.None, await AppendAsync(client, partition));
            Assert.Equal(_acknowledged[partition], (await client.ReadAllAsync(new(Topic, partition))).Count);
        }

        var described = await KafkaTools.AskAsync(address, "topics", "--describe", "--topic", Topic);
        Assert.Equal(2, TextLines.Of(described).Count(line => line.Contains("Leader: none", StringComparison.Ordinal)));
    }

    private static async Task<int> LeaderlessAsync(KafkaClient client) =>
        (await client.MetadataAsync(Topic)).Topics[0].Partitions.Count(partition => partition.LeaderId < 0);

    private async Task CheckAllAsync(string address)
    {
        await using var client = await KafkaClient.ConnectAsync(address);
        for (var partition = 0; partition < Partitions; partition++)
        {
            var numbers = (await client.ReadAllAsync(new(Topic, partition)))
                .Select(record => BinaryPrimitives.ReadInt32BigEndian(record.Value));
            Assert.Equal(Enumerable.Range(0, _acknowledged[partition]), numbers.Take(_acknowledged[partition]));
            Assert.True(_acknowledged[partition] > 0);
            Assert.Equal(ErrorCode.None, await AppendAsync(client, partition));
        }
    }

    /// <summary>The error of a folder as kafka-log-dirs tells it.</summary>
    private static async Task<string?> FolderErrorAsync(string address, string path)
    {
        var printed = TextLines.Of(await KafkaTools.AskAsync(address, "log-dirs", "--describe"));
        var folders = JsonNode.Parse(printed[^1])!["brokers"]![0]!["logDirs"]!.AsArray();
        return (string?)folders.Single(folder => (string?)folder!["logDir"] == path)!["error"];
    }

    /// <summary>At the latest when the next segment begins, the disk is missed.</summary>
    private async Task<ErrorCode> AppendUntilRefusedAsync(KafkaClient client, int partition)
    {
        var error = ErrorCode.None;
        for (var count = 0; count < 10 && error == ErrorCode.None; count++)
        {
            error = await AppendAsync(client, partition);
        }

        return error;
    }

    /// <summary>Appends the next numbered record, of a third of a segment.</summary>
    private async Task<ErrorCode> AppendAsync(KafkaClient client, int partition)
    {
        var value = new byte[350_000];
        BinaryPrimitives.WriteInt32BigEndian(value, _acknowledged[partition]);
        var batch = TestBatch.OfValues([value], DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        var error = (await client.ProduceAsync(new(Topic, partition), batch)).ErrorCode;
        _acknowledged[partition] += error == ErrorCode.None ? 1 : 0;
        return error;
    }

    private static int[] InFolder(string path) =>
        [.. Enumerable.Range(0, Partitions).Where(one => Directory.Exists(Path.Combine(path, $"{Topic}-{one}")))];

    private static void Kill(string path)
    {
        Directory.Move(path, path + ".gone");
        File.WriteAllText(path, "");
    }

    private static void Mend(string path)
    {
        File.Delete(path);
        Directory.Move(path + ".gone", path);
    }
}

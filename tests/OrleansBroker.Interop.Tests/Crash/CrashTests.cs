using OrleansBroker.Interop.Tests.Brokers;
using OrleansBroker.Protocol;
using OrleansBroker.TestKit;

namespace OrleansBroker.Interop.Tests.Crash;

/// <summary>kill -9 under load, again and again: what was acknowledged stays, in order and once.</summary>
public class CrashTests
{
    private const string Topic = "numbers";
    private const int Partitions = 3;
    private const int Kills = 20;

    [Fact]
    public async Task Every_acknowledged_record_is_there_in_order_and_once_after_20_kills()
    {
        using var folder = new TempFolder();
        var random = new Random(4);
        var server = await ServerProcess.StartAsync(folder.File("data"));
        try
        {
            var writers = await CreateWritersAsync(server.Address);
            for (var kill = 0; kill < Kills; kill++)
            {
                await WriteAsync(server.Address, writers, random.Next(100, 4_000), server.KillAsync);
                server = await ServerProcess.StartAsync(folder.File("data"), server.Address);
                await ExpectAcknowledgedAsync(server.Address, writers);
            }

            await WriteAsync(server.Address, writers, records: 1_000, () => Task.CompletedTask);
            await ExpectExactlyAsync(server.Address, writers);
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    private static async Task<NumberedWriter[]> CreateWritersAsync(string address)
    {
        await using var client = await KafkaClient.ConnectAsync(address);
        await client.CreateTopicAsync(Topic, Partitions);
        var writers = new NumberedWriter[Partitions];
        for (var partition = 0; partition < Partitions; partition++)
        {
            writers[partition] = new NumberedWriter(
                new TopicPartition(Topic, partition), await client.InitProducerIdAsync());
        }

        return writers;
    }

    /// <summary>Lets all writers write; once that many records are acknowledged, ends it.</summary>
    private static async Task WriteAsync(string address, NumberedWriter[] writers, int records, Func<Task> end)
    {
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var left = records;
        void Progress(int acknowledged)
        {
            if (Interlocked.Add(ref left, -acknowledged) <= 0)
            {
                enough.TrySetResult();
            }
        }

        await using var client = await KafkaClient.ConnectAsync(address);
        var ended = enough.Task.ContinueWith(_ => end(), TaskScheduler.Default).Unwrap();
        await Task.WhenAll(writers.Select(writer => writer.WriteAsync(client, Progress, ended)));
        await ended;
    }

    private static async Task ExpectAcknowledgedAsync(string address, NumberedWriter[] writers)
    {
        await using var client = await KafkaClient.ConnectAsync(address);
        for (var partition = 0; partition < Partitions; partition++)
        {
            var end = await client.EndOffsetAsync(new TopicPartition(Topic, partition));
            Assert.InRange(end, writers[partition].Acknowledged, writers[partition].Sent);
        }
    }

    private static async Task ExpectExactlyAsync(string address, NumberedWriter[] writers)
    {
        await using var client = await KafkaClient.ConnectAsync(address);
        for (var partition = 0; partition < Partitions; partition++)
        {
            var records = await client.ReadAllAsync(new TopicPartition(Topic, partition));
            Assert.Equal(writers[partition].Sent, writers[partition].Acknowledged);
            Assert.Equal(
                Enumerable.Range(0, writers[partition].Sent).Select(number => (long)number),
                records.Select(NumberedWriter.NumberOf));
        }
    }
}

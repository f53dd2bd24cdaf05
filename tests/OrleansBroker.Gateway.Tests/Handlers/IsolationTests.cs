using OrleansBroker.Gateway.Tests.Brokers;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;
using OrleansBroker.TestKit;

namespace OrleansBroker.Gateway.Tests.Handlers;

/// <summary>A log that Kafka wrote, with committed and aborted transactions, as its consumers see it.</summary>
public sealed class IsolationTests
{
    private const string Topic = "sample-log";
    private const short Version = 12;

    [Theory]
    [InlineData("committed", 1, 1 << 20)]
    [InlineData("committed", 1, 300)]
    [InlineData("uncommitted", 0, 1 << 20)]
    public async Task A_consumer_sees_what_kafka_showed_it(string isolation, sbyte level, int maxBytes)
    {
        var folder = Directory.CreateTempSubdirectory("orleansbroker-").FullName;
        try
        {
            await using var broker = await StartOnSampleAsync(folder);
            await using var client = await broker.ConnectAsync();

            Assert.Equal(SampleLog.Expected(isolation), await ReadAsync(client, level, maxBytes));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task The_producers_of_a_log_that_kafka_wrote_are_described()
    {
        var folder = Directory.CreateTempSubdirectory("orleansbroker-").FullName;
        try
        {
            await using var broker = await StartOnSampleAsync(folder);
            await using var client = await broker.ConnectAsync();
            var response = await client.Connection.SendAsync<DescribeProducersRequest, DescribeProducersResponse>(
                new() { Topics = [new() { Name = Topic, PartitionIndexes = [0, 1] }] }, 0,
                TestContext.Current.CancellationToken);

            var partitions = response.Topics[0].Partitions;
            Assert.Equal(
                [ErrorCode.None, ErrorCode.UnknownTopicOrPartition], partitions.Select(answer => answer.ErrorCode));
            Assert.NotEmpty(partitions[0].ActiveProducers);
            Assert.All(partitions[0].ActiveProducers, producer => Assert.Equal(-1, producer.CurrentTxnStartOffset));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<RunningBroker> StartOnSampleAsync(string folder)
    {
        await using (var empty = await RunningBroker.StartAsync(folder))
        {
            await using var client = await empty.ConnectAsync();
            await client.CreateTopicAsync(Topic, 1);
        }

        // Without the marker of a clean stop the next start finds the ends by itself.
        SampleLog.CopyTo(Path.Combine(folder, $"{Topic}-0"));
        File.Delete(Path.Combine(folder, ".kafka_cleanshutdown"));
        return await RunningBroker.StartAsync(folder);
    }

    private static async Task<List<string>> ReadAsync(KafkaClient client, sbyte isolation, int maxBytes)
    {
        var lines = new List<string>();
        var end = await client.EndOffsetAsync(new TopicPartition(Topic, 0));
        for (long offset = 0; offset < end;)
        {
            var request = KafkaClient.FetchRequestOf(Topic, maxBytes, [(0, offset)]);
            request.IsolationLevel = isolation;
            var response = await client.Connection.SendAsync<FetchRequest, FetchResponse>(request, Version);
            var data = response.Responses[0].Partitions[0];
            Assert.Equal(ErrorCode.None, data.ErrorCode);
            Assert.Equal(isolation == 0, data.AbortedTransactions is null);
            lines.AddRange(IsolatedReader.Lines(data, ref offset));
        }

        return lines;
    }
}

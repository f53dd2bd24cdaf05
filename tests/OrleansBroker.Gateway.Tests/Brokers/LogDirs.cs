using System.Text;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;
using OrleansBroker.TestKit;
using Folder = OrleansBroker.Protocol.Messages.DescribeLogDirsResponse.DescribeLogDirsResult;

namespace OrleansBroker.Gateway.Tests.Brokers;

/// <summary>Short forms of what tests ask about data folders.</summary>
internal static class LogDirs
{
    public static byte[] Batch(string value) =>
        TestBatch.OfValues([Encoding.UTF8.GetBytes(value)], DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());

    public static int[] Indexes(Folder folder) =>
        [.. folder.Topics.SelectMany(topic => topic.Partitions).Select(replica => replica.PartitionIndex)];

    public static async Task<List<Folder>> DescribeLogDirsAsync(
        this KafkaClient client, DescribeLogDirsRequest? request = null)
    {
        request ??= new DescribeLogDirsRequest { Topics = null };
        return (await client.Connection.SendAsync<DescribeLogDirsRequest, DescribeLogDirsResponse>(request, 4)).Results;
    }

    public static async Task<ErrorCode> PlaceAsync(this KafkaClient client, TopicPartition partition, string path)
    {
        var topic = new AlterReplicaLogDirsRequest.AlterReplicaLogDirTopic
        {
            Name = partition.Topic,
            Partitions = [partition.Partition],
        };
        var response = await client.Connection.SendAsync<AlterReplicaLogDirsRequest, AlterReplicaLogDirsResponse>(
            new() { Dirs = [new() { Path = path, Topics = [topic] }] }, 2);
        return response.Results[0].Partitions[0].ErrorCode;
    }
}

using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;
using OrleansBroker.TestKit;

namespace OrleansBroker.LoadTest.Groups;

/// <summary>What the commands ask a group coordinator before they begin to measure.</summary>
internal static class Coordinator
{
    private const short FindVersion = 3;
    private const short ListVersion = 4;

    /// <summary>Connects, makes the topic where it is missing, and waits until every group can be served.</summary>
    public static async Task<KafkaClient> ConnectAsync(string broker, int partitions)
    {
        var client = await KafkaClient.ConnectAsync(broker);
        try
        {
            await client.CreateTopicAsync(GroupOptions.TopicOf(partitions), partitions);
        }
        catch (KafkaErrorException exists) when (exists.Error == ErrorCode.TopicAlreadyExists)
        {
            // From an earlier command.
        }

        await WaitForTopicAsync(client, GroupOptions.TopicOf(partitions));
        await WaitUntilReadyAsync(client);
        return client;
    }

    /// <summary>Until the coordinator is found and has loaded everything.</summary>
    /// <returns>The number of groups that it lists.</returns>
    public static async Task<int> WaitUntilReadyAsync(KafkaClient client)
    {
        while (true)
        {
            var found = await client.Connection.SendAsync<FindCoordinatorRequest, FindCoordinatorResponse>(
                new FindCoordinatorRequest { Key = "any" }, FindVersion);
            var listed = await client.Connection.SendAsync<ListGroupsRequest, ListGroupsResponse>(
                new ListGroupsRequest(), ListVersion);
            if (found.ErrorCode == ErrorCode.None && listed.ErrorCode == ErrorCode.None)
            {
                return listed.Groups.Count;
            }
        }
    }

    /// <summary>Apache Kafka answers the creation before its coordinator knows the topic.</summary>
    private static async Task WaitForTopicAsync(KafkaClient client, string topic)
    {
        ErrorCode error;
        do
        {
            error = (await client.MetadataAsync(topic)).Topics[0].ErrorCode;
        }
        while (error != ErrorCode.None);
    }

    /// <summary>A commit, by who is no member, of the same offset for partitions from 0 on.</summary>
    public static OffsetCommitRequest CommitOf(string group, string topic, int partitions, long offset) => new()
    {
        GroupId = group,
        Topics =
        [
            new OffsetCommitRequest.OffsetCommitRequestTopic
            {
                Name = topic,
                Partitions = [.. Enumerable.Range(0, partitions).Select(partition =>
                    new OffsetCommitRequest.OffsetCommitRequestPartition
                    {
                        PartitionIndex = partition,
                        CommittedOffset = offset,
                    })],
            },
        ],
    };
}

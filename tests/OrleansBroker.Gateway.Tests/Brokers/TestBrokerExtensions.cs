using OrleansBroker.Protocol.Messages;
using OrleansBroker.TestKit;

namespace OrleansBroker.Gateway.Tests.Brokers;

internal static class TestBrokerExtensions
{
    private const short MetadataVersionWithIds = 12;

    /// <summary>What the broker tells about one topic, its id included; never creates it.</summary>
    public static async Task<MetadataResponse.MetadataResponseTopic> DescribeTopicAsync(
        this TestBroker _, KafkaClient client, string topic)
    {
        var request = new MetadataRequest { Topics = [new() { Name = topic }], AllowAutoTopicCreation = false };
        var response = await client.Connection.SendAsync<MetadataRequest, MetadataResponse>(
            request, MetadataVersionWithIds);
        return response.Topics[0];
    }
}

using OrleansBroker.Abstractions.Configuration;
using OrleansBroker.Abstractions.Metadata;
using OrleansBroker.Gateway.Cluster;
using OrleansBroker.Grains.Metadata;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Gateway.Tests.Cluster;

/// <summary>Broker 7 leads partition 0 of `t` in epoch 3; nobody leads partition 1.</summary>
public sealed class LeaderHintsTests
{
    private static readonly TopicId Id = new(Guid.Parse("11111111-2222-3333-4444-555555555555"));

    private readonly LeaderHints _hints = new(new MetadataStore(Image()));

    [Theory]
    [InlineData(9, ErrorCode.NotLeaderOrFollower, null)]
    [InlineData(10, ErrorCode.NotLeaderOrFollower, "host:9")]
    [InlineData(13, ErrorCode.NotLeaderOrFollower, "host:9")]
    [InlineData(13, ErrorCode.RequestTimedOut, null)]
    public void A_misdirected_producer_is_told_the_leader(short version, ErrorCode error, string? expected)
    {
        var response = new ProduceResponse();
        response.Responses.Add(new()
        {
            Name = version < 13 ? "t" : "",
            TopicId = version < 13 ? TopicId.Zero : Id,
            PartitionResponses = [new() { Index = 0, ErrorCode = error }, new() { Index = 1 }],
        });

        _hints.AddTo(response, version);

        var answers = response.Responses[0].PartitionResponses;
        Assert.Equal(expected is null ? null : (7, 3), Pair(answers[0].CurrentLeader));
        Assert.Null(answers[1].CurrentLeader);
        Assert.Equal(expected, response.NodeEndpoints.Select(node => $"{node.Host}:{node.Port}").FirstOrDefault());
    }

    [Theory]
    [InlineData(11, ErrorCode.NotLeaderOrFollower, false, 0)]
    [InlineData(12, ErrorCode.FencedLeaderEpoch, true, 0)]
    [InlineData(16, ErrorCode.FencedLeaderEpoch, true, 1)]
    [InlineData(18, ErrorCode.NotLeaderOrFollower, true, 1)]
    [InlineData(18, ErrorCode.OffsetOutOfRange, false, 0)]
    public void A_misdirected_consumer_is_told_the_leader(
        short version, ErrorCode error, bool isTold, int endpoints)
    {
        var response = new FetchResponse();
        response.Responses.Add(new()
        {
            Topic = version < 13 ? "t" : "",
            TopicId = version < 13 ? TopicId.Zero : Id,
            Partitions = [new() { PartitionIndex = 0, ErrorCode = error }],
        });

        _hints.AddTo(response, version);

        var leader = response.Responses[0].Partitions[0].CurrentLeader;
        Assert.Equal(isTold, leader is { LeaderId: 7, LeaderEpoch: 3 });
        Assert.Equal(isTold, leader is not null);
        Assert.Equal(endpoints, response.NodeEndpoints.Count);
    }

    [Fact]
    public void Where_nobody_leads_only_the_epoch_is_told()
    {
        var response = new ProduceResponse();
        response.Responses.Add(new()
        {
            Name = "t",
            PartitionResponses = [new() { Index = 1, ErrorCode = ErrorCode.NotLeaderOrFollower }],
        });

        _hints.AddTo(response, 10);

        Assert.Equal((-1, 4), Pair(response.Responses[0].PartitionResponses[0].CurrentLeader));
        Assert.Empty(response.NodeEndpoints);
    }

    private static (int, int)? Pair(ProduceResponse.LeaderIdAndEpoch? leader) =>
        leader is null ? null : (leader.LeaderId, leader.LeaderEpoch);

    private static MetadataImage Image() => new MetadataImage(KafkaProperties.Defaults, 1).Apply(new MetadataUpdate
    {
        Version = new MetadataVersion(1, 1),
        IsSnapshot = true,
        Brokers = [new BrokerMetadata { BrokerId = 7, Host = "host", Port = 9 }],
        Topics =
        [
            new TopicMetadata
            {
                TopicId = Id.Value,
                Name = "t",
                Partitions = [new() { Leader = 7, LeaderEpoch = 3 }, new() { LeaderEpoch = 4 }],
            },
        ],
    })!;
}

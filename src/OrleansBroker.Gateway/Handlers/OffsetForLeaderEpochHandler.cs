using OrleansBroker.Gateway.Cluster;
using OrleansBroker.Gateway.Connections;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;
using Answer = OrleansBroker.Protocol.Messages.OffsetForLeaderEpochResponse.EpochEndOffset;

namespace OrleansBroker.Gateway.Handlers;

/// <summary>Tells where a leader epoch ended, by which a client finds out whether its log was cut behind it.</summary>
internal sealed class OffsetForLeaderEpochHandler(PartitionLookup partitions)
    : IHandler<OffsetForLeaderEpochRequest, OffsetForLeaderEpochResponse>
{
    public ValueTask<OffsetForLeaderEpochResponse?> HandleAsync(
        OffsetForLeaderEpochRequest request, RequestContext context) => new(new OffsetForLeaderEpochResponse
    {
        Topics =
        [
            .. request.Topics.Select(topic => new OffsetForLeaderEpochResponse.OffsetForLeaderTopicResult
            {
                Topic = topic.Topic,
                Partitions = [.. topic.Partitions.Select(asked => Describe(topic.Topic, asked))],
            }),
        ],
    });

    private Answer Describe(string topic, OffsetForLeaderEpochRequest.OffsetForLeaderPartition asked)
    {
        var error = partitions.Find(topic, asked.Partition, out var partition);
        if (error == ErrorCode.None)
        {
            error = partition!.CheckLeader(asked.CurrentLeaderEpoch);
        }

        if (error != ErrorCode.None)
        {
            return new Answer { Partition = asked.Partition, ErrorCode = error };
        }

        var (epoch, endOffset) = partition!.EndOffsetOf(asked.LeaderEpoch);
        return new Answer { Partition = asked.Partition, LeaderEpoch = epoch, EndOffset = endOffset };
    }
}

using OrleansBroker.Gateway.Cluster;
using OrleansBroker.Gateway.Connections;
using OrleansBroker.Grains.Partitions;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;
using OrleansBroker.Storage.Producers;
using Answer = OrleansBroker.Protocol.Messages.DescribeProducersResponse.PartitionResponse;

namespace OrleansBroker.Gateway.Handlers;

/// <summary>The idempotent and transactional producers that a partition remembers, from its leader.</summary>
internal sealed class DescribeProducersHandler(PartitionLookup partitions)
    : IHandler<DescribeProducersRequest, DescribeProducersResponse>
{
    public ValueTask<DescribeProducersResponse?> HandleAsync(DescribeProducersRequest request, RequestContext context)
    {
        var topics = request.Topics.Select(topic => new DescribeProducersResponse.TopicResponse
        {
            Name = topic.Name,
            Partitions = [.. topic.PartitionIndexes.Select(index => Describe(topic.Name, index))],
        });
        return new(new DescribeProducersResponse { Topics = [.. topics] });
    }

    private static IEnumerable<DescribeProducersResponse.ProducerState> Producers(Partition partition) =>
        partition.Log.Producers.Describe().OrderBy(producer => producer.ProducerId).Select(ToState);

    private static DescribeProducersResponse.ProducerState ToState(ProducerDescription producer) => new()
    {
        ProducerId = producer.ProducerId,
        ProducerEpoch = producer.ProducerEpoch,
        LastSequence = producer.LastSequence,
        LastTimestamp = producer.LastTimestampMs,
        CoordinatorEpoch = producer.CoordinatorEpoch,
        CurrentTxnStartOffset = producer.CurrentTransactionStartOffset,
    };

    private Answer Describe(string topic, int index)
    {
        var error = partitions.Find(topic, index, out var partition);
        return error == ErrorCode.None
            ? new Answer { PartitionIndex = index, ActiveProducers = [.. Producers(partition!)] }
            : new Answer { PartitionIndex = index, ErrorCode = error, ErrorMessage = error.Text() };
    }
}

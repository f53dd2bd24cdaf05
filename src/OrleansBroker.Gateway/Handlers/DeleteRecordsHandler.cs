using OrleansBroker.Gateway.Cluster;
using OrleansBroker.Gateway.Connections;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Gateway.Handlers;

/// <summary>Moves the log start of partitions forward; what lies below is gone for every reader.</summary>
internal sealed class DeleteRecordsHandler(PartitionLookup partitions)
    : IHandler<DeleteRecordsRequest, DeleteRecordsResponse>
{
    public async ValueTask<DeleteRecordsResponse?> HandleAsync(DeleteRecordsRequest request, RequestContext context)
    {
        var response = new DeleteRecordsResponse();
        foreach (var topic in request.Topics)
        {
            var result = new DeleteRecordsResponse.DeleteRecordsTopicResult { Name = topic.Name };
            foreach (var asked in topic.Partitions)
            {
                var error = partitions.Find(topic.Name, asked.PartitionIndex, out var partition);
                var (failure, logStartOffset) = error == ErrorCode.None
                    ? await partition!.DeleteRecordsAsync(asked.Offset)
                    : (error, -1);
                result.Partitions.Add(new()
                {
                    PartitionIndex = asked.PartitionIndex, ErrorCode = failure, LowWatermark = logStartOffset,
                });
            }

            response.Topics.Add(result);
        }

        return response;
    }
}

using OrleansBroker.Gateway.Cluster;
using OrleansBroker.Gateway.Connections;
using OrleansBroker.Grains.Partitions;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;
using Answer = OrleansBroker.Protocol.Messages.ListOffsetsResponse.ListOffsetsPartitionResponse;

namespace OrleansBroker.Gateway.Handlers;

/// <summary>Offsets by timestamp, and the ends of the log.</summary>
internal sealed class ListOffsetsHandler(PartitionLookup partitions) : IHandler<ListOffsetsRequest, ListOffsetsResponse>
{
    private const sbyte ReadCommitted = 1;
    private const short FirstVersionWithEpoch = 4;
    private const int NoEpoch = -1;

    // A timestamp that asks for a place in the log is an error before the version that brought it in.
    private static readonly Dictionary<long, short> FirstVersionOf = new()
    {
        [OffsetQuery.MaxTimestamp] = 7,
        [OffsetQuery.EarliestLocal] = 8,
        [OffsetQuery.LatestTiered] = 9,
        [OffsetQuery.EarliestPendingUpload] = 11,
    };

    public async ValueTask<ListOffsetsResponse?> HandleAsync(ListOffsetsRequest request, RequestContext context)
    {
        var response = new ListOffsetsResponse();
        foreach (var topic in request.Topics)
        {
            var answers = new List<Answer>(topic.Partitions.Count);
            foreach (var asked in topic.Partitions)
            {
                var listed = await ListAsync(topic.Name, asked, request.IsolationLevel == ReadCommitted, context);
                answers.Add(new Answer
                {
                    PartitionIndex = asked.PartitionIndex,
                    ErrorCode = listed.Error,
                    Offset = listed.Offset,
                    Timestamp = listed.TimestampMs,
                    LeaderEpoch = context.Version >= FirstVersionWithEpoch ? listed.LeaderEpoch : NoEpoch,
                });
            }

            response.Topics.Add(new() { Name = topic.Name, Partitions = answers });
        }

        return response;
    }

    private async ValueTask<ListedOffset> ListAsync(
        string topic, ListOffsetsRequest.ListOffsetsPartition asked, bool readCommitted, RequestContext context)
    {
        var error = partitions.Find(topic, asked.PartitionIndex, out var partition);
        if (error == ErrorCode.None)
        {
            error = partition!.CheckLeader(asked.CurrentLeaderEpoch);
        }

        if (error == ErrorCode.None && context.Version < FirstVersionOf.GetValueOrDefault(asked.Timestamp))
        {
            error = ErrorCode.UnsupportedVersion;
        }

        return error == ErrorCode.None
            ? await partition!.ListOffsetAsync(asked.Timestamp, readCommitted, context.Connection.Closed)
            : new ListedOffset(error, -1, -1, -1);
    }
}

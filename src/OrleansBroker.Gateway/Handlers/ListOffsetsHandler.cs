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

    private const short FirstVersionWithNotAvailable = 5;

    // A timestamp that asks for a place in the log is an error before the version that brought it in.
    private static readonly Dictionary<long, short> FirstVersionOf = new()
    {
        [OffsetQuery.Latest] = 1,
        [OffsetQuery.Earliest] = 1,
        [OffsetQuery.MaxTimestamp] = 7,
        [OffsetQuery.EarliestLocal] = 8,
        [OffsetQuery.LatestTiered] = 9,
        [OffsetQuery.EarliestPendingUpload] = 11,
    };

    public async ValueTask<ListOffsetsResponse?> HandleAsync(ListOffsetsRequest request, RequestContext context)
    {
        var response = new ListOffsetsResponse();
        var repeated = Repeated(request);
        foreach (var topic in request.Topics)
        {
            var answers = new List<Answer>(topic.Partitions.Count);
            foreach (var asked in topic.Partitions)
            {
                var listed = repeated.Contains((topic.Name, asked.PartitionIndex))
                    ? Failed(ErrorCode.InvalidRequest)
                    : await ListAsync(topic.Name, asked, request.IsolationLevel == ReadCommitted, context);
                answers.Add(new Answer
                {
                    PartitionIndex = asked.PartitionIndex,
                    ErrorCode = ErrorFor(listed.Error, context.Version),
                    Offset = listed.Offset,
                    Timestamp = listed.TimestampMs,
                    LeaderEpoch = context.Version >= FirstVersionWithEpoch ? listed.LeaderEpoch : NoEpoch,
                });
            }

            response.Topics.Add(new() { Name = topic.Name, Partitions = answers });
        }

        return response;
    }

    private static HashSet<(string Topic, int Partition)> Repeated(ListOffsetsRequest request)
    {
        var seen = new HashSet<(string, int)>();
        return
        [
            .. from topic in request.Topics
               from asked in topic.Partitions
               where !seen.Add((topic.Name, asked.PartitionIndex))
               select (topic.Name, asked.PartitionIndex)
        ];
    }

    /// <summary>Older clients do not know that a new leader must find out first, but that a leader may lack.</summary>
    private static ErrorCode ErrorFor(ErrorCode error, short version) =>
        error == ErrorCode.OffsetNotAvailable && version < FirstVersionWithNotAvailable
            ? ErrorCode.LeaderNotAvailable
            : error;

    private static bool IsKnown(long timestamp, short version) =>
        timestamp >= 0 || (FirstVersionOf.TryGetValue(timestamp, out var first) && version >= first);

    private static ListedOffset Failed(ErrorCode error) => new(error, -1, -1, -1);

    private async ValueTask<ListedOffset> ListAsync(
        string topic, ListOffsetsRequest.ListOffsetsPartition asked, bool readCommitted, RequestContext context)
    {
        if (!IsKnown(asked.Timestamp, context.Version))
        {
            return Failed(ErrorCode.UnsupportedVersion);
        }

        var error = partitions.Find(topic, asked.PartitionIndex, out var partition);
        if (error == ErrorCode.None)
        {
            error = partition!.CheckLeader(asked.CurrentLeaderEpoch);
        }

        return error == ErrorCode.None
            ? await partition!.ListOffsetAsync(asked.Timestamp, readCommitted, context.Connection.Closed)
            : Failed(error);
    }
}

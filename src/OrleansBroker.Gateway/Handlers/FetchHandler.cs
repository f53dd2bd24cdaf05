using OrleansBroker.Abstractions.Configuration;
using OrleansBroker.Gateway.Cluster;
using OrleansBroker.Gateway.Connections;
using OrleansBroker.Gateway.Fetching;
using OrleansBroker.Grains.Metadata;
using OrleansBroker.Grains.Partitions;
using OrleansBroker.Grains.Timing;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Gateway.Handlers;

/// <summary>
/// Reads batches from partitions. What is there is answered at once; where it is less than the client wants, the
/// request parks until a partition moves or its time is over.
/// </summary>
internal sealed class FetchHandler(
    FetchSessions sessions, PartitionLookup partitions, MetadataStore metadata, LeaderHints hints,
    DelayedOperations delayed)
    : IHandler<FetchRequest, FetchResponse>
{
    private const short FirstVersionById = 13;
    private const sbyte ReadCommitted = 1;

    /// <summary>
    /// An answer may always have so much, however much the client has not read yet: it has to get on.
    /// </summary>
    private const int MinAnswerBytes = 64 * 1024;

    /// <summary>No client waits longer, and a connection that is closed for idleness must not be waiting.</summary>
    private const int LongestWaitMs = 300_000;

    public async ValueTask<FetchResponse?> HandleAsync(FetchRequest request, RequestContext context)
    {
        var usesIds = context.Version >= FirstVersionById;
        var scope = sessions.Open(request, usesIds);
        if (scope.Error != ErrorCode.None)
        {
            return new FetchResponse { ErrorCode = scope.Error };
        }

        var targets = new Target[scope.Partitions.Length];
        for (var i = 0; i < targets.Length; i++)
        {
            var key = scope.Partitions[i].Key;
            var error = usesIds
                ? partitions.Find(key.TopicId, key.Partition, out var partition)
                : partitions.Find(key.Topic, key.Partition, out partition);
            targets[i] = new Target(scope.Partitions[i], partition, error);
        }

        var reads = await ReadAsync(request, targets, context);
        if (!IsEnough(request, reads))
        {
            reads = await ParkAsync(request, targets, reads, context);
        }

        context.HoldUntilSent(reads);
        var response = FetchAnswer.Of(scope, reads.Results);
        if (reads.HasError)
        {
            hints.AddTo(response, context.Version);
        }

        return response;
    }

    private static bool IsEnough(FetchRequest request, FetchReads reads) =>
        reads.HasError || reads.Bytes >= request.MinBytes || request.MaxWaitMs <= 0 || reads.Results.Count == 0;

    private async ValueTask<FetchReads> ParkAsync(
        FetchRequest request, Target[] targets, FetchReads reads, RequestContext context)
    {
        var maxWait = TimeSpan.FromMilliseconds(Math.Min(request.MaxWaitMs, LongestWaitMs));
        var watched = targets.Select(target => target.Partition!).ToArray();
        using var wait = new FetchWait(delayed, watched, maxWait, context.Connection.Draining);
        while (true)
        {
            // Looked at again after watching began, so that no move is missed; and at least once when time is over.
            var isLast = wait.IsOver;
            GiveBack(reads, context);
            reads = await ReadAsync(request, targets, context);
            if (isLast || IsEnough(request, reads))
            {
                return reads;
            }

            await wait.WaitAsync();
        }
    }

    private async ValueTask<FetchReads> ReadAsync(FetchRequest request, Target[] targets, RequestContext context)
    {
        var wanted = Math.Min(request.MaxBytes, metadata.Current.Properties.GetInt(BrokerConfigs.FetchMaxBytes));
        var granted = context.ReserveResponse(Math.Max(wanted, 0), MinAnswerBytes);
        var reads = new FetchReads((int)granted, request.IsolationLevel == ReadCommitted, targets.Length);
        try
        {
            foreach (var target in targets)
            {
                if (target.Partition is null)
                {
                    reads.Fail(target.Wanted, target.Error);
                }
                else
                {
                    await reads.ReadAsync(target.Wanted, target.Partition, CancellationToken.None);
                }
            }
        }
        catch
        {
            reads.Dispose();
            throw;
        }

        // The first batch may be larger than what was granted: then this takes the rest.
        context.ReturnReserve(granted - reads.Bytes);
        return reads;
    }

    private static void GiveBack(FetchReads reads, RequestContext context)
    {
        context.ReturnReserve(reads.Bytes);
        reads.Dispose();
    }

    /// <summary>A partition that is wanted, and where it is led here the partition itself.</summary>
    private readonly record struct Target(FetchedPartition Wanted, Partition? Partition, ErrorCode Error);
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OrleansBroker.Gateway.Cluster;
using OrleansBroker.Gateway.Connections;
using OrleansBroker.Grains.Coordinators;
using OrleansBroker.Grains.Partitions;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;
using OrleansBroker.Protocol.Records;
using OrleansBroker.Storage;
using Answer = OrleansBroker.Protocol.Messages.ProduceResponse.PartitionProduceResponse;

namespace OrleansBroker.Gateway.Handlers;

/// <summary>
/// Validates each batch where it lies in the frame and puts it on its partition's append queue, all before the first
/// wait: so batches of a connection are appended in the order in which they came. Then waits for the acks.
/// </summary>
internal sealed class ProduceHandler(PartitionLookup partitions, LeaderHints hints, TimeProvider time)
    : IHandler<ProduceRequest, ProduceResponse>
{
    private const short FirstVersionById = 13;
    private const short FirstVersionWithZstd = 7;

    /// <summary>The client id by which Kafka lets an operator's tool write where only coordinators do.</summary>
    private const string AdminClient = "__admin_client";

    public bool PointsIntoFrame => true;

    public ValueTask<ProduceResponse?> HandleAsync(ProduceRequest request, RequestContext context)
    {
        var appends = new PendingAnswer[CountPartitions(request)];
        var nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        var response = new ProduceResponse();
        response.Responses.Capacity = request.TopicData.Count;
        var next = 0;
        foreach (var topic in request.TopicData)
        {
            var answers = new ProduceResponse.TopicProduceResponse { Name = topic.Name, TopicId = topic.TopicId };
            answers.PartitionResponses.Capacity = topic.PartitionData.Count;
            response.Responses.Add(answers);
            foreach (var data in topic.PartitionData)
            {
                var answer = new Answer { Index = data.Index };
                answers.PartitionResponses.Add(answer);
                appends[next++] = new PendingAnswer(answer, Append(request, topic, data, answer, nowMs, context));
            }
        }

        return AnswerAsync(response, appends, request.Acks, context);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ProduceResponse?> AnswerAsync(
        ProduceResponse response, PendingAnswer[] appends, short acks, RequestContext context)
    {
        var isMisdirected = false;
        foreach (var (answer, append) in appends)
        {
            var result = await append;
            isMisdirected |= result.Error == ErrorCode.NotLeaderOrFollower;
            answer.ErrorCode = result.Error;
            answer.BaseOffset = result.BaseOffset;
            answer.LogAppendTimeMs = result.AppendTimeMs;
            answer.LogStartOffset = result.LogStartOffset;
        }

        if (acks != 0)
        {
            if (isMisdirected)
            {
                hints.AddTo(response, context.Version);
            }

            return response;
        }

        foreach (var (answer, _) in appends)
        {
            if (answer.ErrorCode != ErrorCode.None)
            {
                // Such a producer reads no answers: only a closed connection makes it look for the leader again.
                context.Connection.Close($"a batch with acks=0 was refused: {answer.ErrorCode.Name()}");
                break;
            }
        }

        return null;
    }

    private static int CountPartitions(ProduceRequest request)
    {
        var count = 0;
        foreach (var topic in request.TopicData)
        {
            count += topic.PartitionData.Count;
        }

        return count;
    }

    private static ValueTask<AppendResult> Refused(Answer answer, ErrorCode error, string? message)
    {
        answer.ErrorMessage = message;
        return new(new AppendResult(error, -1, -1, -1, -1, false));
    }

    /// <summary>Queues one batch, or refuses it, without waiting.</summary>
    private ValueTask<AppendResult> Append(
        ProduceRequest request, ProduceRequest.TopicProduceData topic, ProduceRequest.PartitionProduceData data,
        Answer answer, long nowMs, RequestContext context)
    {
        if (request.Acks is < -1 or > 1)
        {
            return Refused(answer, ErrorCode.InvalidRequiredAcks, $"Acks must be -1, 0 or 1, not {request.Acks}.");
        }

        var error = context.Version >= FirstVersionById
            ? partitions.Find(topic.TopicId, data.Index, out var partition)
            : partitions.Find(topic.Name, data.Index, out partition);
        if (error != ErrorCode.None)
        {
            return Refused(answer, error, null);
        }

        if (InternalTopics.Contains(partition!.Name.Topic) && context.Header?.ClientId != AdminClient)
        {
            return Refused(answer, ErrorCode.InvalidTopicException, "Cannot append to an internal topic.");
        }

        var records = data.Records.GetValueOrDefault();
        var limits = partition.Limits(nowMs, context.Version >= FirstVersionWithZstd);
        error = RecordBatchValidator.Validate(records.Span, limits, out var batch, out var message, out var faults);
        if (error != ErrorCode.None)
        {
            answer.RecordErrors.AddRange(faults.Select(fault => new ProduceResponse.BatchIndexAndErrorMessage
            {
                BatchIndex = fault.Index,
                BatchIndexErrorMessage = fault.Message,
            }));
            return Refused(answer, error, message);
        }

        if (batch.IsTransactional)
        {
            return Refused(answer, ErrorCode.InvalidTxnState, "This broker does not take part in transactions yet.");
        }

        return partition.AppendAsync(
            context.Frame.Buffer, MemoryMarshal.AsMemory(records), batch, request.Acks,
            TimeSpan.FromMilliseconds(Math.Max(request.TimeoutMs, 0)));
    }

    /// <summary>The answer for one partition, and the append that it waits for.</summary>
    private readonly record struct PendingAnswer(Answer Answer, ValueTask<AppendResult> Append);
}

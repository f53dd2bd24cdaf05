using Orleans;
using Orleans.Concurrency;
using OrleansBroker.Abstractions;
using OrleansBroker.Abstractions.Groups;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;
using OrleansBroker.Protocol.Wire;

namespace OrleansBroker.Grains.Coordinators;

/// <summary>
/// The Orleans face of a group. It holds nothing: the group is in the shard, which runs one turn at a time whoever
/// asks. An idle group's grain is collected like any other.
/// </summary>
[Reentrant]
[GroupPlacement]
internal sealed class GroupGrain(GroupCoordinator groups, TimeProvider time) : Grain, IGroupGrain
{
    /// <summary>No grain call waits for acks for longer.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    private const short FirstFetchVersionWithGroups = 8;

    public Task<GroupReply> Ask(GroupQuestion question) => question.ApiKey switch
    {
        ApiKey.ConsumerGroupHeartbeat => RunAsync<ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse>(
            question, request => request.GroupId, groups.ConsumerGroupHeartbeatAsync),
        ApiKey.OffsetCommit => RunAsync<OffsetCommitRequest, OffsetCommitResponse>(
            question, request => request.GroupId, groups.OffsetCommitAsync),
        ApiKey.OffsetDelete => RunAsync<OffsetDeleteRequest, OffsetDeleteResponse>(
            question, request => request.GroupId, groups.OffsetDeleteAsync),
        ApiKey.OffsetFetch when question.Version >= FirstFetchVersionWithGroups =>
            RunAsync<OffsetFetchRequest, OffsetFetchResponse>(
                question, request => request.Groups is [var group] ? group.GroupId : null, FetchAsync),
        _ => Task.FromResult(new GroupReply { Error = ErrorCode.UnsupportedVersion }),
    };

    private async Task<OffsetFetchResponse> FetchAsync(OffsetFetchRequest request, GroupCaller caller) => new()
    {
        Groups = [await groups.OffsetFetchAsync(request.Groups[0], request.RequireStable, caller)],
    };

    private async Task<GroupReply> RunAsync<TRequest, TResponse>(GroupQuestion question,
        Func<TRequest, string?> groupOf, Func<TRequest, GroupCaller, Task<TResponse>> run)
        where TRequest : class, IRequest<TRequest>
        where TResponse : class, IMessage
    {
        if (question.Version < TRequest.LowestVersion || question.Version > TRequest.HighestVersion)
        {
            return new GroupReply { Error = ErrorCode.UnsupportedVersion };
        }

        try
        {
            var request = Read<TRequest>(question);
            if (groupOf(request) != this.GetPrimaryKeyString())
            {
                return new GroupReply { Error = ErrorCode.InvalidRequest };
            }

            var caller = new GroupCaller(question.Version, question.ClientId, question.ClientHost);
            var response = await run(request, caller).WaitAsync(Limit, time);
            return new GroupReply { Body = Write(response, question.Version) };
        }
        catch (WireFormatException)
        {
            return new GroupReply { Error = ErrorCode.InvalidRequest };
        }
        catch (TimeoutException)
        {
            return new GroupReply { Error = ErrorCode.RequestTimedOut };
        }
    }

    private static TRequest Read<TRequest>(GroupQuestion question)
        where TRequest : class, IRequest<TRequest>
    {
        var reader = new WireReader(question.Body);
        return TRequest.Read(ref reader, question.Version);
    }

    private static byte[] Write(IMessage message, short version)
    {
        using var writer = new WireWriter();
        message.Write(writer, version);
        return writer.ToArray();
    }
}

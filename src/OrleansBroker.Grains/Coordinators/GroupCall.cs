using OrleansBroker.Coordination.Shard;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Grains.Coordinators;

/// <summary>One request to a shard, from its arrival to its answer. Thread-safe; answered once.</summary>
/// <param name="groupId">The group that it is about; null for all of the shard's groups.</param>
/// <param name="caller">Who asks.</param>
/// <param name="turn">What the shard does for it.</param>
internal sealed class GroupCall(
    string? groupId, GroupCaller caller, Func<CoordinatorShard, RequestContext, long, TurnResult> turn)
{
    private readonly TaskCompletionSource<Outcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string? GroupId => groupId;

    /// <summary>Completes with the answer, or with the reason why there is none.</summary>
    public Task<Outcome> Completion => _outcome.Task;

    /// <summary>Runs its turn.</summary>
    public TurnResult Run(CoordinatorShard shard, Ticket ticket, long nowMs) =>
        turn(shard, new RequestContext(ticket, caller.ApiVersion, caller.ClientId, caller.ClientHost), nowMs);

    public void Answer(IMessage response) => _outcome.TrySetResult(new Outcome(ErrorCode.None, response));

    public void Refuse(ErrorCode error) => _outcome.TrySetResult(new Outcome(error, null));

    /// <summary>The shard's answer, or the error where it gave none.</summary>
    public readonly record struct Outcome(ErrorCode Error, IMessage? Response);
}

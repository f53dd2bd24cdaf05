using OrleansBroker.Coordination.Shard;
using OrleansBroker.Grains.Timing;
using OrleansBroker.Protocol;
using OrleansBroker.Storage;

namespace OrleansBroker.Grains.Coordinators;

/// <summary>
/// One loaded shard at work: runs its turns, appends what they write, tells what is committed, and comes back at its
/// deadlines. When an append fails, or the shard itself does, the step throws, and the session is abandoned: memory may
/// then say what the log does not.
/// </summary>
/// <remarks>
/// Single-threaded: one step at a time. Only <see cref="Task"/>s of its appends and its alarm end elsewhere, and they
/// do no more than ask for another step.
/// </remarks>
/// <param name="shard">The shard, fully loaded.</param>
/// <param name="log">Its partition.</param>
/// <param name="topics">The topics of the cluster.</param>
/// <param name="delayed">Where the alarm waits.</param>
/// <param name="time">The clock.</param>
/// <param name="askForStep">Called from any thread when there is something to do.</param>
internal sealed class ShardSession(CoordinatorShard shard, CoordinatorLog log, TopicCatalogs topics,
    DelayedOperations delayed, TimeProvider time, Action askForStep)
{
    private readonly Dictionary<Ticket, GroupCall> _waiting = [];
    private readonly Queue<(long Sequence, Task<AppendResult> Append)> _inFlight = new();
    private long _lastTicket;
    private ShardAlarm? _alarm;

    private long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Serves a call, if there is one, and everything else that there is to do by now.</summary>
    /// <exception cref="CoordinatorLogException">The log failed.</exception>
    public async ValueTask StepAsync(GroupCall? call, CancellationToken cancellationToken)
    {
        FollowTopics();
        if (call is not null)
        {
            await ServeAsync(call, cancellationToken);
        }

        TellCommitted();
        while (shard.TryGetDue(NowMs, out var groupId))
        {
            await WakeAsync(groupId, cancellationToken);
            Finish(shard.OnDeadline(groupId, NowMs));
        }

        SetAlarm();
    }

    /// <summary>Ends the session; whoever waits has to ask again.</summary>
    public void Abandon(ErrorCode error)
    {
        if (_alarm is not null)
        {
            delayed.Remove(_alarm);
        }

        foreach (var call in _waiting.Values)
        {
            call.Refuse(error);
        }

        _waiting.Clear();
    }

    private async ValueTask ServeAsync(GroupCall call, CancellationToken cancellationToken)
    {
        var ticket = new Ticket(++_lastTicket);
        _waiting.Add(ticket, call);
        if (call.GroupId is { } groupId)
        {
            await WakeAsync(groupId, cancellationToken);
        }

        TurnResult result;
        try
        {
            result = call.Run(shard, ticket, NowMs);
        }
        catch
        {
            // The others may simply try again; this one would do the same harm once more.
            call.Refuse(ErrorCode.UnknownServerError);
            throw;
        }

        Finish(result);
    }

    private async ValueTask WakeAsync(string groupId, CancellationToken cancellationToken)
    {
        if (shard.IsAsleep(groupId, out var positions))
        {
            shard.Wake(groupId, await log.ReadAtAsync(positions, cancellationToken), NowMs);
        }
    }

    private void Finish(TurnResult result)
    {
        if (result.HasRecords)
        {
            var append = log.AppendAsync(result.Records).AsTask();
            _inFlight.Enqueue((result.Sequence, append));
            append.GetAwaiter().UnsafeOnCompleted(askForStep);
        }

        Tell(result.Answers);
    }

    /// <summary>Appends end in the order of the turns, whichever is noticed first.</summary>
    private void TellCommitted()
    {
        while (_inFlight.TryPeek(out var turn) && turn.Append.IsCompletedSuccessfully)
        {
            _inFlight.Dequeue();
            var written = turn.Append.Result;
            CoordinatorLogException.ThrowIf(written.Error, log.Name);
            Tell(shard.Committed(turn.Sequence, written.BaseOffset));
        }
    }

    /// <summary>An answer counts only while this silo leads: afterwards another one may know better.</summary>
    private void Tell(IReadOnlyList<Answer> answers)
    {
        foreach (var (ticket, response) in answers)
        {
            if (!_waiting.Remove(ticket, out var call))
            {
                continue;
            }

            if (log.IsLed)
            {
                call.Answer(response);
            }
            else
            {
                call.Refuse(ErrorCode.NotCoordinator);
            }
        }
    }

    private void FollowTopics()
    {
        var (catalog, deleted) = topics.Follow(shard.Topics);
        if (ReferenceEquals(catalog, shard.Topics))
        {
            return;
        }

        shard.Topics = catalog;
        if (deleted.Count == 0)
        {
            return;
        }

        foreach (var result in shard.OnTopicsDeleted(deleted, NowMs))
        {
            Finish(result);
        }
    }

    /// <summary>An alarm that is too early is left alone: heartbeats move deadlines all the time.</summary>
    private void SetAlarm()
    {
        var next = shard.NextDeadline;
        if (_alarm is { HasRung: false } alarm && alarm.DeadlineMs <= next)
        {
            return;
        }

        if (_alarm is not null)
        {
            delayed.Remove(_alarm);
            _alarm = null;
        }

        if (next < long.MaxValue)
        {
            _alarm = new ShardAlarm(next, askForStep);
            delayed.Add(_alarm, TimeSpan.FromMilliseconds(Math.Max(1, next - NowMs)));
        }
    }
}

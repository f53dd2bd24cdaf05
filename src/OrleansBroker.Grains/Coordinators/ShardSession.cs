using OrleansBroker.Coordination.Shard;
using OrleansBroker.Protocol;
using OrleansBroker.Storage;

namespace OrleansBroker.Grains.Coordinators;

/// <summary>
/// One loaded shard at work: runs its turns, appends what they write, tells what is committed, and comes back at its
/// deadlines. When an append fails, or the shard itself does, the step throws, and the session is abandoned: memory may
/// then say what the log does not.
/// </summary>
/// <remarks>
/// Single-threaded: one step at a time, and none of them waits. Appends, the reads of sleeping groups and the alarm end
/// elsewhere, and do no more than ask for another step.
/// </remarks>
/// <param name="shard">The shard, fully loaded.</param>
/// <param name="clock">Its clock.</param>
/// <param name="log">Its partition.</param>
/// <param name="services">What it needs of the silo.</param>
/// <param name="askForStep">Called from any thread when there is something to do.</param>
internal sealed class ShardSession(CoordinatorShard shard, ShardClock clock, CoordinatorLog log,
    ShardServices services, Action askForStep)
{
    private readonly Dictionary<Ticket, GroupCall> _waiting = [];
    private readonly Queue<(long Sequence, Task<AppendResult> Append)> _inFlight = new();
    private readonly WakingGroups _waking = new(log, services.Logger, askForStep);
    private long _lastTicket;
    private ShardAlarm? _alarm;

    /// <summary>Serves a call, if there is one, and everything else that there is to do by now.</summary>
    /// <exception cref="CoordinatorLogException">The log failed.</exception>
    public void Step(GroupCall? call, CancellationToken cancellationToken)
    {
        FollowSettings();
        FollowTopics();
        FinishWaking(cancellationToken);
        if (call is not null)
        {
            Serve(call, cancellationToken);
        }

        TellCommitted();
        while (shard.TryGetDue(clock.NowMs, out var groupId))
        {
            if (shard.IsAsleep(groupId))
            {
                _waking.Begin(groupId, shard.BeginWake(groupId), cancellationToken);
            }
            else
            {
                Finish(shard.OnDeadline(groupId, clock.NowMs));
            }
        }

        SetAlarm();
    }

    /// <summary>Ends the session; whoever waits has to ask again.</summary>
    public void Abandon(ErrorCode error)
    {
        if (_alarm is not null)
        {
            services.Delayed.Remove(_alarm);
        }

        foreach (var call in _waiting.Values)
        {
            call.Refuse(error);
        }

        _waiting.Clear();
        _waking.Abandon(error);
    }

    private void FollowSettings()
    {
        shard.UnixTimeAtZeroMs = clock.UnixTimeAtZeroMs;
        shard.MaxBatchBytes = log.MaxBatchBytes;
        shard.Options = services.Settings.Current;
    }

    private void Serve(GroupCall call, CancellationToken cancellationToken)
    {
        if (call.GroupId is not { } groupId || !shard.IsAsleep(groupId))
        {
            Run(call);
            return;
        }

        if (!_waking.Contains(groupId))
        {
            _waking.Begin(groupId, shard.BeginWake(groupId), cancellationToken);
        }

        _waking.Enqueue(call);
    }

    private void Run(GroupCall call)
    {
        var ticket = new Ticket(++_lastTicket);
        _waiting.Add(ticket, call);
        TurnResult result;
        try
        {
            result = call.Run(shard, ticket, clock.NowMs);
        }
        catch
        {
            // The others may simply try again; this one would do the same harm once more.
            call.Refuse(ErrorCode.UnknownServerError);
            throw;
        }

        if (result.Refused != ErrorCode.None)
        {
            _waiting.Remove(ticket);
            call.Refuse(result.Refused);
        }

        Finish(result);
    }

    private void FinishWaking(CancellationToken cancellationToken)
    {
        while (_waking.TryTake(out var groupId, out var records, out var calls, cancellationToken))
        {
            if (records is null)
            {
                shard.CancelWake(groupId, clock.NowMs);
            }
            else
            {
                shard.Wake(groupId, records, clock.NowMs);
            }

            foreach (var call in calls)
            {
                if (records is null)
                {
                    call.Refuse(ErrorCode.CoordinatorNotAvailable);
                }
                else
                {
                    Run(call);
                }
            }
        }
    }

    private void Finish(TurnResult result)
    {
        if (result.HasRecords)
        {
            var append = log.AppendAsync(result.Records);
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
        var (catalog, deleted) = services.Topics.Follow(shard.Topics);
        if (ReferenceEquals(catalog, shard.Topics))
        {
            return;
        }

        shard.Topics = catalog;
        if (deleted.Count == 0)
        {
            return;
        }

        foreach (var result in shard.OnTopicsDeleted(deleted, clock.NowMs))
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
            services.Delayed.Remove(_alarm);
            _alarm = null;
        }

        if (next < long.MaxValue)
        {
            _alarm = new ShardAlarm(next, askForStep);
            services.Delayed.Add(_alarm, TimeSpan.FromMilliseconds(Math.Max(1, next - clock.NowMs)));
        }
    }
}

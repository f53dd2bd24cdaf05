using Orleans.Runtime;

namespace Orleans.InProcess.Calls;

/// <summary>
/// The calls of one silo or client that have no answer yet: a list per processor, so that callers seldom meet, swept
/// once a second for calls whose time is up. Thread-safe.
/// </summary>
internal sealed class PendingCalls
{
    private readonly Shard[] _shards = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Shard())];
    private readonly TimeSpan _responseTimeout;
    private readonly TimeProvider _time;
    private readonly ITimer _sweep;
    private volatile bool _stopped;

    public PendingCalls(TimeSpan responseTimeout, TimeProvider time)
    {
        _responseTimeout = responseTimeout;
        _time = time;
        var period = TimeSpan.FromTicks(Math.Min(responseTimeout.Ticks, TimeSpan.TicksPerSecond));
        using (ExecutionContext.SuppressFlow())
        {
            _sweep = time.CreateTimer(static state => ((PendingCalls)state!).Sweep(), this, period, period);
        }
    }

    /// <summary>False once <see cref="Stop"/> was called.</summary>
    public bool TryAdd(OutgoingCall call)
    {
        call.Deadline = Now() + (long)(call.Method.ResponseTimeout ?? _responseTimeout).TotalMilliseconds;
        ShardOf(call).Add(call);
        if (_stopped)
        {
            ShardOf(call).Remove(call);
            return false;
        }

        return true;
    }

    public void Remove(OutgoingCall call) => ShardOf(call).Remove(call);

    /// <summary>The calls to a dead silo have no answer to wait for.</summary>
    public void FailCallsTo(SiloAddress silo) => ForEach(
        call => silo.Equals(call.SentTo),
        call => call.Fail(new SiloUnavailableException(
            $"The silo {silo} became unavailable while {call.Method} was called.")));

    /// <summary>Fails what is waiting, and refuses what comes.</summary>
    public void Stop()
    {
        _stopped = true;
        _sweep.Dispose();
        ForEach(_ => true,
            call => call.Fail(new SiloUnavailableException("The silo or client that made the call has stopped.")));
    }

    private void Sweep()
    {
        var now = Now();
        ForEach(call => call.Deadline <= now, call => call.TimeOut(call.Method.ResponseTimeout ?? _responseTimeout));
    }

    private void ForEach(Predicate<OutgoingCall> predicate, Action<OutgoingCall> action)
    {
        var found = new List<OutgoingCall>();
        foreach (var shard in _shards)
        {
            shard.Find(predicate, found);
        }

        found.ForEach(action);
    }

    private long Now() => _time.GetTimestamp() / (_time.TimestampFrequency / 1000);

    private Shard ShardOf(OutgoingCall call) =>
        _shards[(uint)System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(call) % (uint)_shards.Length];

    private sealed class Shard
    {
        private readonly Lock _lock = new();
        private OutgoingCall? _first;

        public void Add(OutgoingCall call)
        {
            lock (_lock)
            {
                call.Next = _first;
                _first?.Previous = call;
                _first = call;
            }
        }

        public void Remove(OutgoingCall call)
        {
            lock (_lock)
            {
                if (call.Previous is null && call.Next is null && _first != call)
                {
                    return;
                }

                call.Next?.Previous = call.Previous;
                call.Previous?.Next = call.Next;
                _first = _first == call ? call.Next : _first;
                call.Previous = call.Next = null;
            }
        }

        public void Find(Predicate<OutgoingCall> predicate, List<OutgoingCall> found)
        {
            lock (_lock)
            {
                for (var call = _first; call is not null; call = call.Next)
                {
                    if (predicate(call))
                    {
                        found.Add(call);
                    }
                }
            }
        }
    }
}

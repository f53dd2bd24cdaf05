using Orleans.InProcess.Calls;
using Orleans.Runtime;

namespace Orleans.InProcess.Activations;

/// <summary>
/// A timer of an activation. When it fires, a tick waits for its turn like a call; the next one is set when the tick
/// has ended. Thread-safe.
/// </summary>
internal sealed class GrainTimer : Request, IGrainTimer
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stopped = new();
    private readonly Activation _activation;
    private readonly Func<CancellationToken, Task> _callback;
    private readonly GrainTimerCreationOptions _options;
    private readonly ITimer _timer;
    private TimeSpan _dueTime;
    private TimeSpan _period;
    private bool _isTicking;
    private bool _isChanged;

    public GrainTimer(Activation activation, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        _activation = activation;
        _callback = callback;
        _options = options;
        using (ExecutionContext.SuppressFlow())
        {
            _timer = activation.Silo.Time.CreateTimer(
                static state => ((GrainTimer)state!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        Change(options.DueTime, options.Period);
    }

    public override bool AlwaysInterleaves => _options.Interleave;

    public override bool KeepsAlive => _options.KeepAlive;

    public override bool IsAbandoned => _stopped.IsCancellationRequested;

    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan((long)dueTime.TotalMilliseconds, -1, nameof(dueTime));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)dueTime.TotalMilliseconds, uint.MaxValue - 1,
            nameof(dueTime));
        ArgumentOutOfRangeException.ThrowIfLessThan((long)period.TotalMilliseconds, -1, nameof(period));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)period.TotalMilliseconds, uint.MaxValue - 1,
            nameof(period));
        lock (_lock)
        {
            _dueTime = dueTime;
            _period = period;
            _isChanged = true;
            if (!_isTicking)
            {
                Arm(dueTime);
            }
        }
    }

    public void Dispose()
    {
        _stopped.Cancel();
        _timer.Dispose();
        _activation.Remove(this);
    }

    public override async ValueTask RunAsync(Activation activation)
    {
        lock (_lock)
        {
            _isChanged = false;
        }

        try
        {
            await _callback(_stopped.Token);
        }
        catch (Exception exception)
        {
            activation.Silo.Logger.TimerFailed(exception, activation.GrainId);
            activation.OnFailed(exception);
        }

        lock (_lock)
        {
            _isTicking = false;
            Arm(_isChanged ? _dueTime : _period);
        }
    }

    // A tick belongs to its activation, and ends with it.
    public override void Reroute(Activation activation)
    {
    }

    public override void Reject(Exception reason)
    {
    }

    private void Fire()
    {
        lock (_lock)
        {
            _isTicking = true;
        }

        _activation.Receive(this);
    }

    private void Arm(TimeSpan due)
    {
        if (!_stopped.IsCancellationRequested)
        {
            _timer.Change(due, Timeout.InfiniteTimeSpan);
        }
    }
}

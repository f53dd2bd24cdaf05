using Microsoft.Extensions.DependencyInjection;
using Orleans.InProcess.Calls;
using Orleans.InProcess.Cluster;
using Orleans.Runtime;
using Orleans.Storage;

namespace Orleans.InProcess.Activations;

/// <summary>
/// One live grain. A loop on the activation's scheduler first does what is asked of the activation itself (activate or
/// deactivate), which happens only while no request runs, and then starts the requests that may start. Members
/// are thread-safe; the grain object is touched by turns on the scheduler only.
/// </summary>
internal sealed class Activation : IGrainContext
{
    private readonly Lock _lock = new();
    private readonly AsyncServiceScope _scope;
    private readonly ActivationScheduler _scheduler;
    private readonly WorkSignal _work = new();
    private readonly RequestQueue _requests;
    private readonly Queue<Func<Task>> _operations = new();
    private readonly HashSet<GrainTimer> _timers = [];
    private readonly TaskCompletionSource _deactivated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _activation = new();
    private readonly GrainLifecycle _lifecycle = new();
    private ActivationState _state;
    private DeactivationReason _reason;
    private long _keepUntil;

    public Activation(SiloRuntime silo, GrainClass grainClass, GrainId grainId)
    {
        Silo = silo;
        Class = grainClass;
        GrainId = grainId;
        Address =
            new GrainAddress { GrainId = grainId, ActivationId = ActivationId.NewId(), SiloAddress = silo.Address };
        _scope = silo.Services.CreateAsyncScope();
        _scope.ServiceProvider.GetRequiredService<ActivationScope>().Activation = this;
        _scheduler = new ActivationScheduler(this);
        _requests = new RequestQueue(grainClass.IsReentrant, silo.Time);
        _operations.Enqueue(ActivateAsync);
        using (ExecutionContext.SuppressFlow())
        {
            _ = Task.Factory.StartNew(LoopAsync, CancellationToken.None, TaskCreationOptions.None, _scheduler);
        }
    }

    public SiloRuntime Silo { get; }

    public GrainClass Class { get; }

    public GrainId GrainId { get; }

    public GrainAddress Address { get; }

    public ActivationId ActivationId => Address.ActivationId;

    public object? GrainInstance { get; private set; }

    public IServiceProvider ActivationServices => _scope.ServiceProvider;

    public IGrainLifecycle ObservableLifecycle => _lifecycle;

    public Task Deactivated => _deactivated.Task;

    public GrainReference GrainReference => Silo.References.Create(Class.Interfaces[0], GrainId);

    /// <summary>
    /// Where the directory says that the grain really is, once this activation knows that it is not here.
    /// </summary>
    public SiloAddress? ForwardTo { get; private set; }

    public bool Equals(IGrainContext? other) => ReferenceEquals(this, other);

    public override string ToString() => $"[Activation: {Silo.Address}/{GrainId}{ActivationId} {_state}]";

    public void Receive(Request request)
    {
        _requests.Add(request);
        _work.Signal();
    }

    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            if (_state is ActivationState.Deactivating or ActivationState.Invalid)
            {
                return;
            }

            var wasValid = _state == ActivationState.Valid;
            _reason = deactivationReason;
            _state = ActivationState.Deactivating;
            _operations.Enqueue(() => FinishAsync(wasValid, cancellationToken));
        }

        _activation.CancelAsync();
        _work.Signal();
    }

    public void DelayDeactivation(TimeSpan span) => Volatile.Write(
        ref _keepUntil, Silo.Time.GetTimestamp() + (long)(span.TotalSeconds * Silo.Time.TimestampFrequency));

    /// <summary>Deactivates if nothing used the activation for so long.</summary>
    public void CollectIfIdle(TimeSpan age)
    {
        if (!Class.IsKeptAlive && _requests.Idleness >= age
            && Silo.Time.GetTimestamp() >= Volatile.Read(ref _keepUntil))
        {
            Deactivate(new(DeactivationReasonCode.ActivationIdle, $"Idle for {age}."));
        }
    }

    /// <summary>A method failed. The grain's memory may disagree with what is stored: then it starts afresh.</summary>
    public void OnFailed(Exception exception)
    {
        if (exception is InconsistentStateException { IsSourceActivation: true } inconsistent)
        {
            inconsistent.IsSourceActivation = false;
            Deactivate(new(DeactivationReasonCode.ApplicationError, exception.Message));
        }
    }

    public void Add(GrainTimer timer)
    {
        lock (_lock)
        {
            _timers.Add(timer);
        }
    }

    public void Remove(GrainTimer timer)
    {
        lock (_lock)
        {
            _timers.Remove(timer);
        }
    }

    private async Task LoopAsync()
    {
        while (true)
        {
            while (!_requests.IsRunning && NextOperation() is { } operation)
            {
                await operation();
            }

            StartRequests();
            await _work.WaitAsync();
        }
    }

    private Func<Task>? NextOperation()
    {
        lock (_lock)
        {
            return _operations.TryDequeue(out var operation) ? operation : null;
        }
    }

    private void StartRequests()
    {
        while (State() is var state && state is ActivationState.Valid or ActivationState.Invalid)
        {
            if (state == ActivationState.Invalid)
            {
                SendAwayRequests();
                return;
            }

            if (_requests.TryStart() is not { } request)
            {
                return;
            }

            Start(request);
        }
    }

    private ActivationState State()
    {
        lock (_lock)
        {
            return _state;
        }
    }

    private void Start(Request request)
    {
        if (request.IsAbandoned)
        {
            _requests.OnEnded(request);
            return;
        }

        var running = request.RunAsync(this);
        if (running.IsCompleted)
        {
            _requests.OnEnded(request);
        }
        else
        {
            _ = EndAsync(request, running);
        }
    }

    private async Task EndAsync(Request request, ValueTask running)
    {
        await running;
        _requests.OnEnded(request);
        _work.Signal();
    }

    // Where an exception ended the activation they are told so; else they find the grain elsewhere, or activate it
    // again.
    private void SendAwayRequests()
    {
        foreach (var request in _requests.TakeAll())
        {
            if (_reason.Exception is { } exception)
            {
                request.Reject(exception);
            }
            else
            {
                request.Reroute(this);
            }
        }
    }

    private async Task ActivateAsync()
    {
        _activation.CancelAfter(Silo.Collection.ActivationTimeout);
        try
        {
            if (!await RegisterAsync())
            {
                return;
            }

            SetState(ActivationState.Creating, ActivationState.Activating);
            GrainInstance = Class.Create(ActivationServices);
            await _lifecycle.StartAsync(_activation.Token);
            if (GrainInstance is IGrainBase grain)
            {
                await grain.OnActivateAsync(_activation.Token).WaitAsync(_activation.Token);
            }

            SetState(ActivationState.Activating, ActivationState.Valid);
        }
        catch (Exception exception)
        {
            Silo.Logger.ActivationFailed(exception, GrainId);
            Deactivate(new(DeactivationReasonCode.ActivationFailed, exception, "Failed to activate grain."));
        }
    }

    private void SetState(ActivationState from, ActivationState to)
    {
        lock (_lock)
        {
            _state = _state == from ? to : _state;
        }
    }

    // The directory decides: where it names another silo, the grain is there, and this activation ends before it began.
    private async Task<bool> RegisterAsync()
    {
        if (!Class.Placement.IsUsingGrainDirectory)
        {
            return true;
        }

        GrainAddress? previous = null;
        while (true)
        {
            var registered = await Silo.Locator.DirectoryOf(Class).Register(Address, previous);
            if (registered is null || Address.Matches(registered))
            {
                return true;
            }

            if (!Silo.Address.Equals(registered.SiloAddress))
            {
                ForwardTo = registered.SiloAddress;
                Deactivate(new(DeactivationReasonCode.DuplicateActivation, "The grain is on another silo."));
                return false;
            }

            previous = registered;
        }
    }

    private async Task FinishAsync(bool wasValid, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        stop.CancelAfter(Silo.Collection.DeactivationTimeout);
        DisposeTimers();
        if (wasValid && GrainInstance is IGrainBase grain)
        {
            await TryAsync(() => grain.OnDeactivateAsync(_reason, stop.Token).WaitAsync(stop.Token));
        }

        await TryAsync(() => _lifecycle.StopAsync(stop.Token).WaitAsync(stop.Token));
        if (Class.Placement.IsUsingGrainDirectory && ForwardTo is null)
        {
            await TryAsync(() => Silo.Locator.DirectoryOf(Class).Unregister(Address));
        }

        Silo.Activations.Remove(this);
        await TryAsync(DisposeAsync);
        lock (_lock)
        {
            _state = ActivationState.Invalid;
        }

        _deactivated.TrySetResult();
    }

    private void DisposeTimers()
    {
        List<GrainTimer> timers;
        lock (_lock)
        {
            timers = [.. _timers];
        }

        timers.ForEach(timer => timer.Dispose());
    }

    private async Task DisposeAsync()
    {
        switch (GrainInstance)
        {
            case IAsyncDisposable grain:
                await grain.DisposeAsync();
                break;
            case IDisposable grain:
                grain.Dispose();
                break;
        }

        await _scope.DisposeAsync();
    }

    // Deactivation goes on, whatever a step of it does.
    private async Task TryAsync(Func<Task> step)
    {
        try
        {
            await step();
        }
        catch (Exception exception)
        {
            Silo.Logger.DeactivationStepFailed(exception, GrainId);
        }
    }
}

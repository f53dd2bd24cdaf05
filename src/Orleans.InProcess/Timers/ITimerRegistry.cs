using Orleans.Runtime;

namespace Orleans.Timers;

/// <summary>Makes the timers of activations; a service of the silo, so a test can replace it. Thread-safe.</summary>
public interface ITimerRegistry
{
    IGrainTimer RegisterGrainTimer<TState>(
        IGrainContext grainContext,
        Func<TState, CancellationToken, Task> callback,
        TState state,
        GrainTimerCreationOptions options);
}

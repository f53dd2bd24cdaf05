using Orleans.Runtime;
using Orleans.Timers;

namespace Orleans.InProcess.Activations;

/// <inheritdoc/>
internal sealed class TimerRegistry : ITimerRegistry
{
    public IGrainTimer RegisterGrainTimer<TState>(
        IGrainContext grainContext,
        Func<TState, CancellationToken, Task> callback,
        TState state,
        GrainTimerCreationOptions options)
    {
        ArgumentNullException.ThrowIfNull(callback);
        if (!ReferenceEquals(RuntimeContext.Current, grainContext))
        {
            throw new InvalidOperationException("A grain timer is registered in a turn of its own grain.");
        }

        var activation = (Activation)grainContext;
        var timer = new GrainTimer(activation, token => callback(state, token), options);
        activation.Add(timer);
        return timer;
    }
}

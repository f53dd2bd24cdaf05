using Orleans.Runtime;

namespace Orleans;

/// <summary>
/// A grain class that does not derive from <see cref="Grain"/>. All members run in the activation's turns.
/// </summary>
public interface IGrainBase
{
    IGrainContext GrainContext { get; }

    /// <summary>
    /// Runs before the first call. An exception fails the callers that wait.
    /// </summary>
    Task OnActivateAsync(CancellationToken token) => Task.CompletedTask;

    /// <summary>
    /// Runs after the last call; not guaranteed to run at all. The token is cancelled when time is up.
    /// </summary>
    Task OnDeactivateAsync(DeactivationReason reason, CancellationToken token) => Task.CompletedTask;
}

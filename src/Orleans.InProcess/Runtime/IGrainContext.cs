namespace Orleans.Runtime;

/// <summary>
/// An activation: one live instance of a grain on one silo. Thread-safe, unless a member says otherwise.
/// </summary>
public interface IGrainContext : IEquatable<IGrainContext>
{
    GrainReference GrainReference { get; }

    GrainId GrainId { get; }

    /// <summary>The grain's own object, null until it is made.</summary>
    object? GrainInstance { get; }

    ActivationId ActivationId { get; }

    GrainAddress Address { get; }

    /// <summary>A scope of services that lives as long as the activation.</summary>
    IServiceProvider ActivationServices { get; }

    /// <summary>
    /// Stages of <see cref="GrainLifecycleStage"/>; subscribe from the constructor of the grain or of its services.
    /// </summary>
    IGrainLifecycle ObservableLifecycle { get; }

    /// <summary>Ends when the activation has ended. Never wait for it in a turn of the same activation.</summary>
    Task Deactivated { get; }

    /// <summary>
    /// Begins deactivation: running calls end first, later ones wait and then go to a new activation.
    /// </summary>
    void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default);
}

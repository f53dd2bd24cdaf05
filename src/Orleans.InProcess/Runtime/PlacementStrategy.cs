namespace Orleans.Runtime;

/// <summary>
/// A way to choose silos; the <see cref="Placement.IPlacementDirector"/> registered for its type does the choosing.
/// </summary>
public abstract class PlacementStrategy
{
    /// <summary>Whether activations are registered, so that there is one per grain.</summary>
    public virtual bool IsUsingGrainDirectory => true;
}

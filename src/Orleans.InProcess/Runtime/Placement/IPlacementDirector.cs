namespace Orleans.Runtime.Placement;

/// <summary>Chooses the silo of a new activation. Thread-safe; an exception reaches the caller of the grain.</summary>
public interface IPlacementDirector
{
    Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context);
}

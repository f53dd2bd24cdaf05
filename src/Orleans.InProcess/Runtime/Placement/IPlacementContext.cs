namespace Orleans.Runtime.Placement;

/// <summary>What a placement director may look at.</summary>
public interface IPlacementContext
{
    SiloAddress LocalSilo { get; }

    SiloStatus LocalSiloStatus { get; }

    /// <summary>The active silos that know the grain's class.</summary>
    SiloAddress[] GetCompatibleSilos(PlacementTarget target);
}

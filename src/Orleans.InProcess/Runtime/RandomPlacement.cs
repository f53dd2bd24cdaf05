namespace Orleans.Runtime;

/// <summary>See <see cref="Orleans.Placement.RandomPlacementAttribute"/>.</summary>
[GenerateSerializer, Immutable]
public sealed class RandomPlacement : PlacementStrategy;

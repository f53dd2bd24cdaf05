namespace Orleans.Runtime;

/// <summary>See <see cref="Orleans.Placement.PreferLocalPlacementAttribute"/>.</summary>
[GenerateSerializer, Immutable]
public sealed class PreferLocalPlacement : PlacementStrategy;

using Orleans.Runtime;

namespace Orleans.Placement;

/// <summary>New activations live on any silo.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public sealed class RandomPlacementAttribute() : PlacementAttribute(new RandomPlacement());

namespace Orleans.Placement;

/// <summary>Which movers leave the activations alone; this engine has none, so it only records the wish.</summary>
[Flags]
public enum ImmovableKind : byte
{
    Repartitioner = 1,
    Rebalancer = 2,
    Any = Repartitioner | Rebalancer,
}

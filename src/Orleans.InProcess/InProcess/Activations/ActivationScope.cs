namespace Orleans.InProcess.Activations;

/// <summary>Tells a scope of services which activation it belongs to.</summary>
internal sealed class ActivationScope
{
    public Activation? Activation { get; set; }
}

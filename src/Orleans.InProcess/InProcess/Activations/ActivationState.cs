namespace Orleans.InProcess.Activations;

/// <summary>
/// Only <see cref="Valid"/> activations start requests; the others keep them waiting, or send them away.
/// </summary>
internal enum ActivationState
{
    Creating,
    Activating,
    Valid,
    Deactivating,
    Invalid,
}

namespace Orleans.InProcess.Calls;

/// <summary>The arguments of a call. Immutable.</summary>
internal abstract class Arguments
{
    /// <summary>The token among them, or none.</summary>
    public abstract CancellationToken Cancellation { get; }

    /// <summary>The same arguments with another token.</summary>
    public abstract Arguments WithCancellation(CancellationToken token);
}

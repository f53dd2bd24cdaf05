namespace OrleansBroker.Storage;

/// <summary>A rule that the storage code relies on does not hold: a bug, never an operating error.</summary>
public sealed class InvariantException : Exception
{
    /// <summary>Names the broken rule.</summary>
    public InvariantException(string rule)
        : base($"Broken invariant: {rule}.")
    {
    }
}

using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>
/// The stored record has another ETag than the writer saw. Leaving a grain method, it deactivates the grain.
/// </summary>
[GenerateSerializer]
public class InconsistentStateException : OrleansException
{
    public InconsistentStateException()
    {
    }

    public InconsistentStateException(string message)
        : base(message)
    {
    }

    public InconsistentStateException(string message, Exception? innerException)
        : base(message, innerException!)
    {
    }

    public InconsistentStateException(string errorMsg, string? storedEtag, string? currentEtag)
        : this(errorMsg, storedEtag, currentEtag, null)
    {
    }

    public InconsistentStateException(
        string errorMsg, string? storedEtag, string? currentEtag, Exception? storageException)
        : base(errorMsg, storageException!)
    {
        StoredEtag = storedEtag;
        CurrentEtag = currentEtag;
    }

    [Id(1)]
    public string? StoredEtag { get; private set; }

    [Id(2)]
    public string? CurrentEtag { get; private set; }

    /// <summary>
    /// Whether it was thrown in the activation that it leaves; a caller that lets it pass on stays active.
    /// </summary>
    [Id(0)]
    internal bool IsSourceActivation { get; set; } = true;

    public override string ToString() =>
        $"InconsistentStateException: {Message} Expected {StoredEtag}, received {CurrentEtag}. {InnerException}";
}

namespace OrleansBroker.Storage;

/// <summary>One batch to append.</summary>
/// <param name="Batch">
/// Exactly one validated batch of magic 2. The log copies what it needs: the caller may release the bytes when
/// <see cref="PartitionLog.Append"/> has returned. They are not changed.
/// </param>
public readonly record struct AppendRequest(ReadOnlyMemory<byte> Batch)
{
    /// <summary>Whether an unknown producer must start at sequence 0 (transactions version 2, KIP-890).</summary>
    public bool RequireFirstSequence { get; init; }
}

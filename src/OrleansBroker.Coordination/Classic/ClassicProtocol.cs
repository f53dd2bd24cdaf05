namespace OrleansBroker.Coordination.Classic;

/// <summary>An assignment protocol that a member offers, and what it says to the leader under it.</summary>
internal readonly record struct ClassicProtocol(string Name, byte[] Metadata)
{
    /// <summary>What every client of the consumer API names as its protocol type.</summary>
    public const string ConsumerType = "consumer";

    public bool Equals(ClassicProtocol other) => Name == other.Name && Metadata.AsSpan().SequenceEqual(other.Metadata);

    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);
}

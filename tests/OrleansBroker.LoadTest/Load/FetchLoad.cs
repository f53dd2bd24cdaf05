namespace OrleansBroker.LoadTest.Load;

/// <summary>What the consumers of a run ask for.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="PartitionMaxBytes">
/// Most bytes of each partition in a response; Kafka's consumers default to 1 MB.
/// </param>
/// <param name="Rewinds">Whether to begin again at the start when the end is reached, or to wait for more.</param>
/// <param name="ChecksCrc">Whether to verify each batch, as Java's consumer does and librdkafka does not.</param>
internal sealed record FetchLoad(string Topic, int PartitionMaxBytes, bool Rewinds, bool ChecksCrc);

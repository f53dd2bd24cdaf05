using OrleansBroker.Grains.Timing;

namespace OrleansBroker.Grains.Brokers;

/// <summary>What a partition needs to be led.</summary>
/// <param name="Delayed">Where its requests wait.</param>
/// <param name="QueueBytes">Bytes of appends that may wait for it.</param>
internal sealed record PartitionServices(DelayedOperations Delayed, int QueueBytes);

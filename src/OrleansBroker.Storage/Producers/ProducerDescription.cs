namespace OrleansBroker.Storage.Producers;

/// <summary>A producer as DescribeProducers shows it; -1 stands for unknown.</summary>
/// <param name="ProducerId">Its id.</param>
/// <param name="ProducerEpoch">Its epoch.</param>
/// <param name="LastSequence">Sequence of its last record.</param>
/// <param name="LastTimestampMs">Timestamp of its last batch or marker.</param>
/// <param name="CoordinatorEpoch">Epoch of the coordinator that wrote its last marker.</param>
/// <param name="CurrentTransactionStartOffset">First offset of its ongoing transaction.</param>
public readonly record struct ProducerDescription(
    long ProducerId,
    int ProducerEpoch,
    int LastSequence,
    long LastTimestampMs,
    int CoordinatorEpoch,
    long CurrentTransactionStartOffset)
{
    internal static ProducerDescription Of(long producerId, in ProducerEntry entry) => new(
        producerId,
        entry.Epoch,
        entry.LastSequence,
        entry.LastTimestampMs,
        entry.CoordinatorEpoch,
        entry.TransactionFirstOffset);
}

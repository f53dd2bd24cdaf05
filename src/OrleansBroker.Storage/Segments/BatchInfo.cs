using OrleansBroker.Protocol.Records;

namespace OrleansBroker.Storage.Segments;

/// <summary>What the log keeps in mind of a batch: its header's fields, out of the bytes.</summary>
internal readonly record struct BatchInfo(
    long BaseOffset,
    long LastOffset,
    int SizeInBytes,
    int LeaderEpoch,
    long MaxTimestampMs,
    long ProducerId,
    short ProducerEpoch,
    int BaseSequence,
    int LastSequence,
    bool IsTransactional,
    bool IsControl,
    bool HasRecords)
{
    public bool HasProducerId => ProducerId >= 0;

    public static BatchInfo Of(RecordBatchView view) => new(
        view.BaseOffset,
        view.LastOffset,
        view.SizeInBytes,
        view.PartitionLeaderEpoch,
        view.MaxTimestamp,
        view.ProducerId,
        view.ProducerEpoch,
        view.BaseSequence,
        view.LastSequence,
        view.IsTransactional,
        view.IsControl,
        view.RecordCount > 0);
}

namespace OrleansBroker.Protocol.Records;

/// <summary>
/// What <see cref="RecordBatchValidator"/> learned about a batch, so that nobody has to read it again.
/// </summary>
public readonly record struct ValidatedBatch
{
    /// <summary>Size of the batch as it arrived.</summary>
    public required int SizeInBytes { get; init; }

    /// <summary>Number of records, counted.</summary>
    public required int RecordCount { get; init; }

    /// <summary>Last offset minus base offset.</summary>
    public required int LastOffsetDelta { get; init; }

    /// <summary>Timestamp that the records' deltas add to, in milliseconds since 1970.</summary>
    public required long BaseTimestamp { get; init; }

    /// <summary>
    /// Largest timestamp of the records. The header may claim another: see
    /// <see cref="RecordBatchHeader.SetMaxTimestampAndType"/>.
    /// </summary>
    public required long MaxTimestamp { get; init; }

    /// <summary>Offset delta of the first record that has <see cref="MaxTimestamp"/>.</summary>
    public required int MaxTimestampOffsetDelta { get; init; }

    /// <summary>How the records are compressed.</summary>
    public required CompressionType Compression { get; init; }

    /// <summary>The idempotent producer; -1 without one.</summary>
    public required long ProducerId { get; init; }

    /// <summary>The producer's epoch; -1 without one.</summary>
    public required short ProducerEpoch { get; init; }

    /// <summary>Sequence of the first record; -1 without one.</summary>
    public required int BaseSequence { get; init; }

    /// <summary>Sequence of the last record; -1 without one.</summary>
    public required int LastSequence { get; init; }

    /// <summary>Whether the batch belongs to a transaction.</summary>
    public required bool IsTransactional { get; init; }

    /// <summary>Whether an idempotent producer wrote the batch.</summary>
    public bool HasProducerId => ProducerId >= 0;
}

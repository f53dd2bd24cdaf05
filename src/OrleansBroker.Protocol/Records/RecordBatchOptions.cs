namespace OrleansBroker.Protocol.Records;

/// <summary>The header fields of a batch that is being built. The defaults are those of a plain producer.</summary>
public sealed record RecordBatchOptions
{
    /// <summary>The defaults.</summary>
    public static RecordBatchOptions Default { get; } = new();

    /// <summary>How the records are compressed.</summary>
    public CompressionType Compression { get; init; } = CompressionType.None;

    /// <summary>Effort on the codec's own scale; null is its default.</summary>
    public int? CompressionLevel { get; init; }

    /// <summary>Offset of the first record; a producer sends 0.</summary>
    public long BaseOffset { get; init; }

    /// <summary>
    /// Offset of the last record where it is not the last one appended: compaction keeps it, so that the log has no
    /// hole between batches and a producer's last sequence stays known.
    /// </summary>
    public long? LastOffset { get; init; }

    /// <summary>Epoch of the leader.</summary>
    public int LeaderEpoch { get; init; } = -1;

    /// <summary>The idempotent producer.</summary>
    public long ProducerId { get; init; } = -1;

    /// <summary>Its epoch.</summary>
    public short ProducerEpoch { get; init; } = -1;

    /// <summary>Sequence of the first record.</summary>
    public int BaseSequence { get; init; } = -1;

    /// <summary>Whether the batch belongs to a transaction.</summary>
    public bool IsTransactional { get; init; }

    /// <summary>Whether the batch holds a transaction marker.</summary>
    public bool IsControl { get; init; }

    /// <summary>Makes the timestamps log append time, and this the time, in milliseconds since 1970.</summary>
    public long? LogAppendTimeMs { get; init; }

    /// <summary>When tombstones and markers may go, in milliseconds since 1970; set by compaction (KIP-534).</summary>
    public long? DeleteHorizonMs { get; init; }

    /// <summary>What a batch that replaces <paramref name="view"/> keeps of it.</summary>
    public static RecordBatchOptions From(in RecordBatchView view) => new()
    {
        Compression = view.Compression,
        BaseOffset = view.BaseOffset,
        LastOffset = view.LastOffset,
        LeaderEpoch = view.PartitionLeaderEpoch,
        ProducerId = view.ProducerId,
        ProducerEpoch = view.ProducerEpoch,
        BaseSequence = view.BaseSequence,
        IsTransactional = view.IsTransactional,
        IsControl = view.IsControl,
        LogAppendTimeMs = view.TimestampType == TimestampType.LogAppendTime ? view.MaxTimestamp : null,
        DeleteHorizonMs = view.HasDeleteHorizon ? view.DeleteHorizonMs : null,
    };
}

namespace OrleansBroker.Protocol.Records;

/// <summary>What the topic's properties and the request's version allow a produced batch to be.</summary>
public readonly record struct BatchLimits()
{
    /// <summary>
    /// Far above what honest batches of 1 MB become, and bearable once per request that is being read.
    /// </summary>
    public const int DefaultMaxDecompressedBytes = 64 << 20;

    /// <summary><c>max.message.bytes</c>: largest size of the batch as it arrives.</summary>
    public required int MaxBatchBytes { get; init; }

    /// <summary>Largest size of its records once decompressed, which bounds what a bomb can cost.</summary>
    public int MaxDecompressedBytes { get; init; } = DefaultMaxDecompressedBytes;

    /// <summary>The broker's clock in milliseconds since 1970.</summary>
    public required long NowMs { get; init; }

    /// <summary><c>message.timestamp.before.max.ms</c>: how far behind the clock a timestamp may be.</summary>
    public long TimestampBeforeMaxMs { get; init; } = long.MaxValue;

    /// <summary><c>message.timestamp.after.max.ms</c>: how far ahead of the clock a timestamp may be.</summary>
    public long TimestampAfterMaxMs { get; init; } = 3_600_000;

    /// <summary><c>message.timestamp.type</c>: timestamps that the broker overwrites are not checked.</summary>
    public TimestampType TimestampType { get; init; } = TimestampType.CreateTime;

    /// <summary>Whether the topic is compacted, so that every record needs a key.</summary>
    public bool RequiresKeys { get; init; }

    /// <summary>Whether the request's version knows zstd (Produce v7).</summary>
    public bool AllowsZstd { get; init; } = true;
}

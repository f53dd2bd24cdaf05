namespace OrleansBroker.Protocol.Records;

/// <summary>How the records of a batch are compressed: the low three bits of its attributes.</summary>
public enum CompressionType
{
    /// <summary>Records as they are.</summary>
    None = 0,

    /// <summary>RFC 1952.</summary>
    Gzip = 1,

    /// <summary>Snappy, in blocks behind the header that snappy-java introduced, or as one bare block.</summary>
    Snappy = 2,

    /// <summary>LZ4 frames.</summary>
    Lz4 = 3,

    /// <summary>Zstandard, allowed from Produce v7 and Fetch v10 on (KIP-110).</summary>
    Zstd = 4,
}

using System.Globalization;
using OrleansBroker.Protocol.Records;

namespace OrleansBroker.Abstractions.Configuration;

/// <summary>
/// The configs of one topic as they hold: its overrides over the broker's properties. Immutable; made once per change,
/// so that the data path reads plain fields.
/// </summary>
public sealed class TopicSettings
{
    private readonly KafkaProperties _properties;
    private readonly IReadOnlyDictionary<string, string> _overrides;

    public TopicSettings(KafkaProperties properties, IReadOnlyDictionary<string, string> overrides)
    {
        _properties = properties;
        _overrides = overrides;
        MaxMessageBytes = GetInt(TopicConfigs.MaxMessageBytes);
        MinInsyncReplicas = GetInt(TopicConfigs.MinInsyncReplicas);
        FlushOnAck = bool.Parse(Get(TopicConfigs.FlushOnAck));
        UsesLogAppendTime = Get(TopicConfigs.MessageTimestampType) == "LogAppendTime";
        TimestampBeforeMaxMs = GetLong(TopicConfigs.MessageTimestampBeforeMaxMs);
        TimestampAfterMaxMs = GetLong(TopicConfigs.MessageTimestampAfterMaxMs);
        var policies = Get(TopicConfigs.CleanupPolicy).Split(',', StringSplitOptions.TrimEntries);
        IsCompacted = policies.Contains("compact");
        IsDeleted = policies.Contains("delete");
        StoredCodec = Get(TopicConfigs.CompressionType) switch
        {
            "uncompressed" => CompressionType.None,
            "gzip" => CompressionType.Gzip,
            "snappy" => CompressionType.Snappy,
            "lz4" => CompressionType.Lz4,
            "zstd" => CompressionType.Zstd,
            _ => null,
        };
        StoredCodecLevel = StoredCodec switch
        {
            CompressionType.Gzip => GetInt(TopicConfigs.GzipLevel),
            CompressionType.Lz4 => GetInt(TopicConfigs.Lz4Level),
            CompressionType.Zstd => GetInt(TopicConfigs.ZstdLevel),
            _ => null,
        };
    }

    /// <summary>Largest record batch in bytes.</summary>
    public int MaxMessageBytes { get; }

    public int MinInsyncReplicas { get; }

    /// <summary>Whether what acks=all acknowledges, and what consumers read, is flushed to disk first.</summary>
    public bool FlushOnAck { get; }

    public bool UsesLogAppendTime { get; }

    /// <summary>How far in ms a timestamp may lie in the past.</summary>
    public long TimestampBeforeMaxMs { get; }

    /// <summary>How far in ms a timestamp may lie in the future.</summary>
    public long TimestampAfterMaxMs { get; }

    public bool IsCompacted { get; }

    /// <summary>Whether old segments are deleted by age and size.</summary>
    public bool IsDeleted { get; }

    /// <summary>The codec that stored batches have; null leaves them as the producer sent them.</summary>
    public CompressionType? StoredCodec { get; }

    /// <summary>Effort of that codec on its own scale; null is its default.</summary>
    public int? StoredCodecLevel { get; }

    /// <summary>The value of a topic config that holds for this topic.</summary>
    public string Get(string name) => Describe(name).Value ?? "";

    public int GetInt(string name) => int.Parse(Get(name), CultureInfo.InvariantCulture);

    public long GetLong(string name) => long.Parse(Get(name), CultureInfo.InvariantCulture);

    public double GetDouble(string name) => double.Parse(Get(name), CultureInfo.InvariantCulture);

    public bool GetBoolean(string name) => bool.Parse(Get(name));

    /// <summary>A topic config with its source, as DescribeConfigs shows it.</summary>
    public ConfigEntry Describe(string name) => _properties.DescribeForTopic(
        TopicConfigs.Find(name) ?? throw new ArgumentException($"There is no topic config {name}.", nameof(name)),
        _overrides);
}

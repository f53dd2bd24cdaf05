using OrleansBroker.Abstractions.Configuration;
using OrleansBroker.Protocol.Records;
using OrleansBroker.Storage;

namespace OrleansBroker.Grains.Partitions;

/// <summary>The topic's configs as its logs want them.</summary>
internal static class TopicSettingsExtensions
{
    public static LogConfig ToLogConfig(this TopicSettings settings) => new()
    {
        SegmentBytes = settings.GetInt(TopicConfigs.SegmentBytes),
        SegmentMs = settings.GetLong(TopicConfigs.SegmentMs),
        SegmentJitterMs = settings.GetLong(TopicConfigs.SegmentJitterMs),
        IndexIntervalBytes = settings.GetInt(TopicConfigs.IndexIntervalBytes),
        Preallocate = settings.GetBoolean(TopicConfigs.Preallocate),
        SegmentIndexBytes = settings.GetInt(TopicConfigs.SegmentIndexBytes),
        RetentionMs = settings.GetLong(TopicConfigs.RetentionMs),
        RetentionBytes = settings.GetLong(TopicConfigs.RetentionBytes),
        FileDeleteDelayMs = settings.GetLong(TopicConfigs.FileDeleteDelayMs),
        CleanupDelete = settings.IsDeleted,
        CleanupCompact = settings.IsCompacted,
        MinCleanableDirtyRatio = settings.GetDouble(TopicConfigs.MinCleanableDirtyRatio),
        MinCompactionLagMs = settings.GetLong(TopicConfigs.MinCompactionLagMs),
        MaxCompactionLagMs = settings.GetLong(TopicConfigs.MaxCompactionLagMs),
        DeleteRetentionMs = settings.GetLong(TopicConfigs.DeleteRetentionMs),
        TimestampType = settings.UsesLogAppendTime ? TimestampType.LogAppendTime : TimestampType.CreateTime,
    };
}

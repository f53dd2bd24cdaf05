using OrleansBroker.Abstractions.Configuration;
using OrleansBroker.Coordination;
using OrleansBroker.Coordination.Assignors;
using OrleansBroker.Coordination.Consumer;

namespace OrleansBroker.Grains.Coordinators;

/// <summary>The broker's properties as the coordinators take them. Pure.</summary>
internal static class GroupSettings
{
    public static GroupOptions Of(KafkaProperties properties) => new()
    {
        MinSessionTimeoutMs = properties.GetInt(GroupConfigs.MinSessionTimeoutMs),
        MaxSessionTimeoutMs = properties.GetInt(GroupConfigs.MaxSessionTimeoutMs),
        InitialRebalanceDelayMs = properties.GetInt(GroupConfigs.InitialRebalanceDelayMs),
        ClassicMaxSize = properties.GetInt(GroupConfigs.MaxSize),
        ConsumerSessionTimeoutMs = properties.GetInt(GroupConfigs.ConsumerSessionTimeoutMs),
        ConsumerHeartbeatIntervalMs = properties.GetInt(GroupConfigs.ConsumerHeartbeatIntervalMs),
        ConsumerMaxSize = properties.GetInt(GroupConfigs.ConsumerMaxSize),
        Assignors = [.. Assignors(properties.Get(GroupConfigs.ConsumerAssignors) ?? "")],
        MigrationPolicy = Enum.Parse<MigrationPolicy>(
            properties.Get(GroupConfigs.ConsumerMigrationPolicy) ?? "", ignoreCase: true),
        OffsetMetadataMaxBytes = properties.GetInt(GroupConfigs.OffsetMetadataMaxBytes),
        OffsetsRetention = TimeSpan.FromMinutes(properties.GetInt(GroupConfigs.OffsetsRetentionMinutes)),
        OffsetsRetentionCheckInterval =
            TimeSpan.FromMilliseconds(properties.GetLong(GroupConfigs.OffsetsRetentionCheckIntervalMs)),
    };

    private static IEnumerable<IPartitionAssignor> Assignors(string names) =>
        from name in names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        select (IPartitionAssignor)(name == "range" ? new RangeAssignor() : new UniformAssignor());
}

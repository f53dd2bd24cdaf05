using OrleansBroker.Abstractions.Configuration;
using OrleansBroker.Coordination;
using OrleansBroker.Coordination.Assignors;
using OrleansBroker.Coordination.Consumer;
using OrleansBroker.Grains.Metadata;

namespace OrleansBroker.Grains.Coordinators;

/// <summary>
/// The broker's properties as the coordinators take them: read again whenever the metadata has new ones, so that what
/// is altered at run time counts from the next request on. Thread-safe.
/// </summary>
internal sealed class GroupSettings(MetadataStore metadata)
{
    private volatile Snapshot? _last;

    public GroupOptions Current
    {
        get
        {
            var properties = metadata.Current.Properties;
            var last = _last;
            if (last is null || !ReferenceEquals(last.Properties, properties))
            {
                _last = last = new Snapshot(properties, Of(properties));
            }

            return last.Options;
        }
    }

    private static GroupOptions Of(KafkaProperties properties) => new()
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

    private static IEnumerable<IPartitionAssignor> Assignors(string names) => names
        .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Select(name => name == "range" ? (IPartitionAssignor)new RangeAssignor() : new UniformAssignor())
        .DefaultIfEmpty(new UniformAssignor());

    private sealed record Snapshot(KafkaProperties Properties, GroupOptions Options);
}

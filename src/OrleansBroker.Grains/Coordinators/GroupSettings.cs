using System.Collections.Frozen;
using OrleansBroker.Abstractions.Configuration;
using OrleansBroker.Coordination;
using OrleansBroker.Coordination.Assignors;
using OrleansBroker.Coordination.Consumer;
using OrleansBroker.Grains.Metadata;

namespace OrleansBroker.Grains.Coordinators;

/// <summary>
/// The broker's properties and the groups' configs as the coordinators take them: read again whenever the metadata has
/// new ones, so that what is altered at run time counts from the next request on. Thread-safe.
/// </summary>
internal sealed class GroupSettings(MetadataStore metadata)
{
    private static readonly Dictionary<string, string> NoConfigs = [];

    private volatile Snapshot? _last;

    public GroupOptions Current
    {
        get
        {
            var image = metadata.Current;
            var last = _last;
            if (last is null || !last.IsOf(image))
            {
                _last = last = new Snapshot(image.Properties, image.GroupConfigs, Of(image));
            }

            return last.Options;
        }
    }

    private static GroupOptions Of(MetadataImage image)
    {
        var properties = image.Properties;
        return new GroupOptions
        {
            MinSessionTimeoutMs = properties.GetInt(GroupCoordinatorConfigs.MinSessionTimeoutMs),
            MaxSessionTimeoutMs = properties.GetInt(GroupCoordinatorConfigs.MaxSessionTimeoutMs),
            InitialRebalanceDelayMs = properties.GetInt(GroupCoordinatorConfigs.InitialRebalanceDelayMs),
            ClassicMaxSize = properties.GetInt(GroupCoordinatorConfigs.MaxSize),
            ConsumerTimes = TimesOf(properties, NoConfigs),
            ConsumerTimesByGroup = image.GroupConfigs.ToFrozenDictionary(
                entry => entry.Key, entry => TimesOf(properties, entry.Value), StringComparer.Ordinal),
            ConsumerMaxSize = properties.GetInt(GroupCoordinatorConfigs.ConsumerMaxSize),
            Assignors = [.. Assignors(properties.Get(GroupCoordinatorConfigs.ConsumerAssignors) ?? "")],
            MigrationPolicy = Enum.Parse<MigrationPolicy>(
                properties.Get(GroupCoordinatorConfigs.ConsumerMigrationPolicy) ?? "", ignoreCase: true),
            OffsetMetadataMaxBytes = properties.GetInt(GroupCoordinatorConfigs.OffsetMetadataMaxBytes),
            OffsetsRetention =
                TimeSpan.FromMinutes(properties.GetInt(GroupCoordinatorConfigs.OffsetsRetentionMinutes)),
            OffsetsRetentionCheckInterval = TimeSpan.FromMilliseconds(
                properties.GetLong(GroupCoordinatorConfigs.OffsetsRetentionCheckIntervalMs)),
        };
    }

    private static ConsumerTimes TimesOf(KafkaProperties properties, IReadOnlyDictionary<string, string> configs)
    {
        return new ConsumerTimes
        {
            SessionTimeoutMs = Number(GroupConfigs.ConsumerSessionTimeoutMs),
            HeartbeatIntervalMs = Number(GroupConfigs.ConsumerHeartbeatIntervalMs),
            AssignmentIntervalMs = Number(GroupConfigs.ConsumerAssignmentIntervalMs),
        };

        int Number(string name) => GroupConfigs.ValueWithinBounds(name, configs, properties);
    }

    private static IEnumerable<IPartitionAssignor> Assignors(string names) => names
        .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Select(name => name == "range" ? (IPartitionAssignor)new RangeAssignor() : new UniformAssignor())
        .DefaultIfEmpty(new UniformAssignor());

    private sealed record Snapshot(
        KafkaProperties Properties,
        IReadOnlyDictionary<string, Dictionary<string, string>> Groups,
        GroupOptions Options)
    {
        public bool IsOf(MetadataImage image) =>
            ReferenceEquals(Properties, image.Properties) && ReferenceEquals(Groups, image.GroupConfigs);
    }
}

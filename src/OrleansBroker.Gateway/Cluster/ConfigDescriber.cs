using System.Globalization;
using OrleansBroker.Abstractions.Configuration;
using OrleansBroker.Abstractions.Commands;
using OrleansBroker.Grains.Metadata;

namespace OrleansBroker.Gateway.Cluster;

/// <summary>Configs of topics, brokers and groups with the values that hold. Thread-safe.</summary>
internal sealed class ConfigDescriber(MetadataStore metadata)
{
    /// <summary>All configs of a resource; null when there is no such resource.</summary>
    public IEnumerable<ConfigEntry>? Describe(ConfigResourceType type, string name)
    {
        var image = metadata.Current;
        return type switch
        {
            ConfigResourceType.Topic => image.TryGetTopic(name, out var topic) ? OfTopic(topic.Settings) : null,
            ConfigResourceType.Broker => OfBroker(image, name),
            ConfigResourceType.Group => name.Length > 0 ? OfGroup(image, name) : null,
            _ => null,
        };
    }

    /// <summary>All configs that a topic with these overrides has, or would have.</summary>
    public IEnumerable<ConfigEntry> OfTopic(IReadOnlyDictionary<string, string> overrides) =>
        OfTopic(new TopicSettings(metadata.Current.Properties, overrides));

    private static IEnumerable<ConfigEntry> OfTopic(TopicSettings settings) =>
        TopicConfigs.All.Select(definition => settings.Describe(definition.Name));

    /// <summary>A group has configs whether it exists or not.</summary>
    private static IEnumerable<ConfigEntry> OfGroup(MetadataImage image, string groupId)
    {
        var own = image.GroupConfigs.GetValueOrDefault(groupId) ?? [];
        return GroupConfigs.All.Select(definition => image.Properties.DescribeForGroup(definition, own));
    }

    /// <summary>A broker by id; without one, what is set for all brokers while they run.</summary>
    private static IEnumerable<ConfigEntry>? OfBroker(MetadataImage image, string name)
    {
        if (name.Length == 0)
        {
            return BrokerConfigs.All.Select(image.Properties.Describe)
                .Where(entry => entry.Source == ConfigSource.DynamicDefaultBroker);
        }

        return int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            && image.Brokers.ContainsKey(id)
            ? BrokerConfigs.All.Select(image.PropertiesOf(id).Describe)
            : null;
    }
}

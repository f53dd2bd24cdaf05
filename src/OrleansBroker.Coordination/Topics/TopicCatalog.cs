using System.Diagnostics.CodeAnalysis;
using OrleansBroker.Protocol;

namespace OrleansBroker.Coordination.Topics;

/// <summary>A catalog over a given list of topics. Immutable.</summary>
public sealed class TopicCatalog : ITopicCatalog
{
    /// <summary>The catalog of a broker that has heard of no topic yet.</summary>
    public static readonly TopicCatalog Empty = new(0, []);

    private readonly Dictionary<string, TopicInfo> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<TopicId, TopicInfo> _byId = [];

    public TopicCatalog(long version, IEnumerable<TopicInfo> topics)
    {
        ArgumentNullException.ThrowIfNull(topics);
        Version = version;
        foreach (var topic in topics)
        {
            _byName.Add(topic.Name, topic);
            _byId.Add(topic.Id, topic);
        }
    }

    public long Version { get; }

    public IEnumerable<string> Names => _byName.Keys;

    public bool TryGet(string name, [NotNullWhen(true)] out TopicInfo? topic) => _byName.TryGetValue(name, out topic);

    public bool TryGet(TopicId id, [NotNullWhen(true)] out TopicInfo? topic) => _byId.TryGetValue(id, out topic);
}

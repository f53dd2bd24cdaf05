using System.Diagnostics.CodeAnalysis;
using OrleansBroker.Protocol;

namespace OrleansBroker.Coordination.Topics;

/// <summary>An immutable picture of the cluster's topics. A new picture has a higher version.</summary>
public interface ITopicCatalog
{
    /// <summary>Grows with every change of topics, partitions or racks.</summary>
    long Version { get; }

    /// <summary>The names of all topics.</summary>
    IEnumerable<string> Names { get; }

    bool TryGet(string name, [NotNullWhen(true)] out TopicInfo? topic);

    bool TryGet(TopicId id, [NotNullWhen(true)] out TopicInfo? topic);
}

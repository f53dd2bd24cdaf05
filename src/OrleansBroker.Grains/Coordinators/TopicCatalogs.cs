using OrleansBroker.Coordination.Topics;
using OrleansBroker.Grains.Metadata;
using OrleansBroker.Protocol;

namespace OrleansBroker.Grains.Coordinators;

/// <summary>
/// The metadata as the coordinators see it: one catalog of topics for all shards of the silo, made anew when a shard
/// first meets a new image. Thread-safe.
/// </summary>
internal sealed class TopicCatalogs(MetadataStore metadata)
{
    private readonly Lock _lock = new();
    private MetadataImage? _image;
    private TopicCatalog _catalog = TopicCatalog.Empty;

    /// <summary>The topics of today, and which of those that the earlier catalog knew were deleted since.</summary>
    public (ITopicCatalog Catalog, IReadOnlyCollection<TopicId> Deleted) Follow(ITopicCatalog earlier)
    {
        var (image, catalog) = Newest();
        if (ReferenceEquals(catalog, earlier))
        {
            return (catalog, []);
        }

        var deleted = new List<TopicId>();
        foreach (var name in earlier.Names)
        {
            if (earlier.TryGet(name, out var topic) && image.IsDeleted(topic.Id))
            {
                deleted.Add(topic.Id);
            }
        }

        return (catalog, deleted);
    }

    private (MetadataImage Image, TopicCatalog Catalog) Newest()
    {
        lock (_lock)
        {
            var image = metadata.Current;
            if (!ReferenceEquals(image, _image))
            {
                _catalog = new TopicCatalog(_catalog.Version + 1, image.Topics.Select(topic => Describe(image, topic)));
                _image = image;
            }

            return (image, _catalog);
        }
    }

    private static TopicInfo Describe(MetadataImage image, TopicImage topic) => new(
        topic.TopicId, topic.Name, topic.Partitions.Count,
        image.Brokers.Values.Any(broker => broker.Rack is not null)
            ? [.. topic.Partitions.Select(partition => RacksOf(image, partition.Replicas))]
            : []);

    private static List<string> RacksOf(MetadataImage image, IEnumerable<int> replicas) =>
    [
        .. replicas.Select(id => image.Brokers.TryGetValue(id, out var broker) ? broker.Rack : null)
            .OfType<string>().Distinct(StringComparer.Ordinal),
    ];
}

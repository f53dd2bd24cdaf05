using OrleansBroker.Abstractions.Metadata;
using OrleansBroker.Grains.Admin;
using OrleansBroker.Grains.Metadata;
using OrleansBroker.Protocol;

namespace OrleansBroker.Gateway.Cluster;

/// <summary>Creates topics because somebody asked for them, where the broker allows that. Thread-safe.</summary>
internal sealed class TopicAutoCreation(MetadataStore metadata, ClusterAdmin admin)
{
    private static readonly IReadOnlyDictionary<string, ErrorCode> Nothing = new Dictionary<string, ErrorCode>();

    /// <summary>
    /// Creates those of the topics that do not exist, with the broker's defaults. Returns why those that still do not
    /// exist do not, by name.
    /// </summary>
    public async ValueTask<IReadOnlyDictionary<string, ErrorCode>> CreateMissingAsync(
        IEnumerable<string> names, bool allowed, CancellationToken cancellationToken)
    {
        var image = metadata.Current;
        var missing = names.Where(name => !image.TryGetTopic(name, out _)).Distinct().ToList();
        if (missing.Count == 0)
        {
            return Nothing;
        }

        return allowed && image.Properties.AutoCreateTopics
            ? await CreateAsync(missing, cancellationToken)
            : CheckNames(missing);
    }

    private async Task<IReadOnlyDictionary<string, ErrorCode>> CreateAsync(
        List<string> names, CancellationToken cancellationToken)
    {
        var outcomes = await Task.WhenAll(names.Select(name => admin.EnsureTopicAsync(name, cancellationToken)));

        // One that was made and is not visible yet is a matter of asking again.
        return outcomes.ToDictionary(
            outcome => outcome.Name,
            outcome => outcome.Error is ErrorCode.None or ErrorCode.NotController
                ? ErrorCode.LeaderNotAvailable
                : outcome.Error);
    }

    /// <summary>A name that no topic can have is told from one that no topic has.</summary>
    private static Dictionary<string, ErrorCode> CheckNames(List<string> names) =>
        names.Where(name => TopicNames.Validate(name) is not null)
            .ToDictionary(name => name, _ => ErrorCode.InvalidTopicException);
}

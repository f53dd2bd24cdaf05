using OrleansBroker.Coordination.Topics;

namespace OrleansBroker.Coordination.Shard;

/// <summary>What all turns of a shard look at beside their group; set anew by the shard's host. Single-threaded.
/// </summary>
internal sealed class TurnScope(GroupOptions options, Func<Guid> newId)
{
    public GroupOptions Options { get; set; } = options;

    public Func<Guid> NewId => newId;

    public ITopicCatalog Topics { get; set; } = TopicCatalog.Empty;

    /// <summary>The time of day at the zero of the clock of deadlines.</summary>
    public long UnixTimeAtZeroMs { get; set; }

    /// <summary>Most bytes of one atomic batch.</summary>
    public int MaxBatchBytes { get; set; } = int.MaxValue;
}

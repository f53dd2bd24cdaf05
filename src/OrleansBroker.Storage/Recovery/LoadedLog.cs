using OrleansBroker.Protocol;
using OrleansBroker.Storage.Producers;
using OrleansBroker.Storage.Segments;

namespace OrleansBroker.Storage.Recovery;

/// <summary>The parts of a log as they were created, or found on disk and put in order.</summary>
internal sealed record LoadedLog(
    string Directory,
    TopicPartition TopicPartition,
    TopicId TopicId,
    LogSegment[] Segments,
    ProducerStates Producers,
    LeaderEpochCache Epochs)
{
    public long LogStartOffset { get; init; }

    public long HighWatermark { get; init; }

    public long FlushedEndOffset { get; init; }

    /// <summary>Whether the files are as a clean stop leaves them: another one has nothing to write.</summary>
    public bool IsSaved { get; init; }

    /// <summary>Whether the folder's own name may not survive a power cut yet.</summary>
    public bool IsNew { get; init; }
}

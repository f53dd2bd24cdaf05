using OrleansBroker.Storage.Segments;

namespace OrleansBroker.Storage.Compaction;

/// <summary>The cleaner met bytes that are no batch: what is damaged stays as it is, for repair.</summary>
internal sealed class DamagedSegmentException(LogSegment segment)
    : Exception($"{segment.LogPath} holds bytes that are no batch.")
{
    public LogSegment Segment { get; } = segment;
}

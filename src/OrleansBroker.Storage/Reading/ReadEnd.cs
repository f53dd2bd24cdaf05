using OrleansBroker.Storage.Segments;

namespace OrleansBroker.Storage.Reading;

/// <summary>Where a read ended, and with it the place of an offset in the files.</summary>
/// <param name="NextOffset">The offset that the next read of the same consumer will ask for.</param>
/// <param name="Segment">The segment that was read.</param>
/// <param name="Position">Where in its file the next batch begins.</param>
/// <param name="Truncations">The log's count of truncations before the read: after another one it may begin
/// elsewhere.</param>
internal sealed record ReadEnd(long NextOffset, LogSegment Segment, int Position, int Truncations);

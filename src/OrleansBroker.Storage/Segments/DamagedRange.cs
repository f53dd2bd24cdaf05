namespace OrleansBroker.Storage.Segments;

/// <summary>Bytes of a log file that are no batches, and the offsets that they may have held. Ends are
/// exclusive.</summary>
internal readonly record struct DamagedRange(long FromOffset, long ToOffset, int FromPosition, int ToPosition);

namespace OrleansBroker.Storage.Segments;

/// <summary>Lengths of a segment's files, as a listing of its folder found them.</summary>
internal readonly record struct SegmentFiles(long Log, long OffsetIndex, long TimeIndex);

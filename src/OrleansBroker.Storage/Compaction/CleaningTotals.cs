namespace OrleansBroker.Storage.Compaction;

/// <summary>What a round did.</summary>
internal readonly record struct CleaningTotals(long BytesBefore, long BytesAfter, long RecordsDropped);

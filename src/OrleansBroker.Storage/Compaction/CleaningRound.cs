namespace OrleansBroker.Storage.Compaction;

/// <summary>What is decided once for all batches of one cleaning.</summary>
/// <param name="Keys">The last offset of each key of the dirty part.</param>
/// <param name="EndOffset">End of what <paramref name="Keys"/> knows; records from there on stay.</param>
/// <param name="NowMs">When the cleaning began.</param>
/// <param name="DeleteRetentionMs">How long tombstones and markers stay after this cleaning.</param>
internal sealed record CleaningRound(KeyMap Keys, long EndOffset, long NowMs, long DeleteRetentionMs);

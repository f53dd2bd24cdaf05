namespace OrleansBroker.Storage.Producers;

/// <summary>A transaction with its marker, which may not have reached the high watermark.</summary>
internal readonly record struct CompletedTransaction(long FirstOffset, long LastOffset);

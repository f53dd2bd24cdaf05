namespace OrleansBroker.Storage.Compaction;

/// <summary>A record's key as <see cref="KeyMap"/> knows it.</summary>
internal readonly record struct HashedKey(ulong Low, ulong High);

namespace OrleansBroker.Storage.Reading;

/// <summary>What <see cref="PartitionLog.ReadAsync"/> was asked for.</summary>
internal readonly record struct ReadRequest(long Offset, int MaxBytes, long UpperBound, bool AtLeastOneBatch);

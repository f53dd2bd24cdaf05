namespace OrleansBroker.Storage.Tests.Simulation;

/// <summary>A record of the model; the headers as one text.</summary>
internal readonly record struct ModelRecord(long Offset, long TimestampMs, string? Key, string? Value, string Headers);

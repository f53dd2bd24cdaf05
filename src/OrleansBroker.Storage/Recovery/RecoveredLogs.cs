using OrleansBroker.Protocol;

namespace OrleansBroker.Storage.Recovery;

/// <summary>What was found in a data folder.</summary>
/// <param name="Logs">The logs that can be served.</param>
/// <param name="Unreadable">Those whose files the disk refused to read or to put in order, and why.</param>
internal sealed record RecoveredLogs(
    IReadOnlyList<LoadedLog> Logs, IReadOnlyDictionary<TopicPartition, Exception> Unreadable);

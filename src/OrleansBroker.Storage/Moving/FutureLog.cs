using OrleansBroker.Protocol;

namespace OrleansBroker.Storage.Moving;

/// <summary>
/// A folder <c>topic-n.uuid-future</c> into which a log is being copied. It never counts as the log, but it says that
/// the log lies in another data folder.
/// </summary>
/// <param name="Partition">Whose log it is to be.</param>
/// <param name="Directory">Full path.</param>
public sealed record FutureLog(TopicIdPartition Partition, string Directory);

using OrleansBroker.Protocol;

namespace OrleansBroker.Storage.Moving;

/// <summary>
/// Which folder's log of a replica counts, when a broker starts: the leadership record names a folder, and a move, a
/// crash or an operator may have left logs in others.
/// </summary>
/// <remarks>
/// A move from A to B takes these steps, each on disk before the next one begins:
/// <code>
///   1  B gets a future folder, and the copy grows in it       record A   log in A
///   2  the controller records B                               record B   log in A, future in B
///   3  the writer waits; the rest is copied and flushed
///   4  B's future folder is renamed to the log's name         record B   the same log in A and in B
///   5  A's folder is renamed to be deleted                    record B   log in B
///   6  the writer goes on, in B
/// </code>
/// Nothing is appended between 3 and 6, so in 4 either log is whole. From there the rule follows:
/// <list type="bullet">
/// <item>A future folder is never the log: the only log there is counts, in A, wherever the record points.</item>
/// <item>Of two logs, the one in the recorded folder counts; the caller moves the other one aside before anything is
/// appended, because it is older from then on.</item>
/// <item>While a folder works but could not read its log of the partition, no other one counts.</item>
/// <item>While the recorded folder fails, no other one counts: what lies elsewhere may be the older of two. Only when
/// the operator took the folder out of the configuration, and every folder that is left works, a log found elsewhere
/// counts: he has carried it there, or has given up the rest.</item>
/// <item>An empty log is begun only in the recorded folder, and not where a future folder says that the log is in
/// another one, which is missing now.</item>
/// </list>
/// </remarks>
public static class ReplicaChoice
{
    /// <summary>The folder in which the replica's log lies, or is to be made; null when the replica is
    /// offline.</summary>
    /// <param name="folders">The folders that work.</param>
    /// <param name="isAnyFailing">Whether a configured folder is not among them.</param>
    /// <param name="partition">Name of the partition.</param>
    /// <param name="topicId">Its topic: a log of another one under the same name does not count.</param>
    /// <param name="directoryId">Folder that the record names, or <see cref="Guid.Empty"/> for any.</param>
    public static LogFolder? Choose(IReadOnlyList<LogFolder> folders, bool isAnyFailing, TopicPartition partition,
        TopicId topicId, Guid directoryId)
    {
        if (folders.Any(folder => folder.IsUnreadable(partition)))
        {
            return null;
        }

        var holders = folders.Where(folder => folder.Find(partition)?.TopicId == topicId).ToList();
        var named = folders.FirstOrDefault(folder => folder.DirectoryId == directoryId);
        if (holders.Count > 0)
        {
            var mayBeOld = named is null && directoryId != Guid.Empty && isAnyFailing;
            return mayBeOld ? null : holders.Find(folder => folder == named) ?? holders[0];
        }

        var id = new TopicIdPartition(topicId, partition.Partition);
        if (folders.Any(folder => folder.Futures.Any(future => future.Partition == id)))
        {
            return null;
        }

        return directoryId == Guid.Empty ? folders.MinBy(folder => folder.Logs.Count) : named;
    }

    /// <summary>The logs of the replica in other folders than the chosen one, to be moved aside.</summary>
    public static IEnumerable<PartitionLog> Others(
        IReadOnlyList<LogFolder> folders, LogFolder chosen, TopicPartition partition, TopicId topicId)
    {
        foreach (var folder in folders)
        {
            if (folder != chosen && folder.Find(partition) is { } other && other.TopicId == topicId)
            {
                yield return other;
            }
        }
    }
}

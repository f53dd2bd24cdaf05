namespace OrleansBroker.Coordination.Topics;

/// <summary>
/// A 64-bit FNV-1a hash over what assignments depend on. Kept in the log, so it must not differ between processes.
/// </summary>
internal static class Fingerprint
{
    private const ulong Basis = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    /// <param name="topics">The topics, in an order that does not depend on the catalog.</param>
    public static long Of(IEnumerable<TopicInfo> topics)
    {
        var hash = Basis;
        foreach (var topic in topics)
        {
            hash = Add(Add(hash, topic.Name), topic.Id.ToString());
            hash = Add(hash, topic.PartitionCount);
            for (var partition = 0; partition < topic.PartitionCount; partition++)
            {
                foreach (var rack in topic.RacksOf(partition).Order(StringComparer.Ordinal))
                    hash = Add(Add(hash, partition), rack);
            }
        }

        return unchecked((long)hash);
    }

    private static ulong Add(ulong hash, string text)
    {
        foreach (var character in text)
            hash = Add(hash, character);
        return Add(hash, -1);
    }

    private static ulong Add(ulong hash, int value) => unchecked((hash ^ (uint)value) * Prime);
}

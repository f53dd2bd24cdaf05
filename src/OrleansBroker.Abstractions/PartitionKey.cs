using System.Globalization;

namespace OrleansBroker.Abstractions;

/// <summary>Key of an <see cref="IPartitionGrain"/>: a topic's id and the index of a partition.</summary>
public readonly record struct PartitionKey(Guid TopicId, int Partition)
{
    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static bool TryParse(string text, out PartitionKey key)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash > 0
            && Guid.TryParseExact(text.AsSpan(0, slash), "N", out var topicId)
            && int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var partition))
        {
            key = new(topicId, partition);
            return true;
        }

        key = default;
        return false;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{TopicId:N}/{Partition}");
}

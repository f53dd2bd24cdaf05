using System.Globalization;
using System.Text;
using OrleansBroker.Protocol;
using OrleansBroker.Storage.Files;

namespace OrleansBroker.Storage.Recovery;

/// <summary>
/// One offset for each partition of a folder, replaced as a whole.
/// </summary>
/// <remarks>
/// <code>
/// 0                     version
/// 2                     number of entries
/// orders 0 1200         topic, partition, offset
/// orders 1 7
/// </code>
/// </remarks>
internal static class OffsetCheckpointFile
{
    private const string Version = "0";

    public static void Write(
        IFileSystem files, string path, IReadOnlyCollection<KeyValuePair<TopicPartition, long>> offsets)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Version}\n{offsets.Count}\n");
        foreach (var (partition, offset) in offsets)
        {
            text.Append(CultureInfo.InvariantCulture, $"{partition.Topic} {partition.Partition} {offset}\n");
        }

        AtomicFile.Write(files, path, text.ToString());
    }

    /// <summary>The offsets; none where the file is missing or, as Kafka makes it, empty; null where it is no
    /// checkpoint.</summary>
    public static Dictionary<TopicPartition, long>? Read(IFileSystem files, string path)
    {
        var offsets = new Dictionary<TopicPartition, long>();
        if (AtomicFile.TryReadText(files, path) is not { Length: > 0 } text)
        {
            return offsets;
        }

        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (lines is not [Version, var count, ..] || count != (lines.Length - 2).ToString(CultureInfo.InvariantCulture))
        {
            return null;
        }

        foreach (var line in lines.AsSpan(2))
        {
            if (line.Split(' ') is not [var topic, var partition, var offset]
                || !int.TryParse(partition, CultureInfo.InvariantCulture, out var number)
                || !long.TryParse(offset, CultureInfo.InvariantCulture, out var value))
            {
                return null;
            }

            offsets[new TopicPartition(topic, number)] = value;
        }

        return offsets;
    }
}

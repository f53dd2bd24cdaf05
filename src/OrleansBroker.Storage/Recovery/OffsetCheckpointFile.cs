using System.Globalization;
using System.Text;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Records;
using OrleansBroker.Storage.Files;

namespace OrleansBroker.Storage.Recovery;

/// <summary>
/// One offset for each partition of a folder, replaced as a whole.
/// </summary>
/// <remarks>
/// <code>
/// 0                     version
/// 3                     number of entries
/// orders 0 1200         topic, partition, offset
/// orders 1 7
/// #crc32c 0 305419896   checksum of the entries above
/// </code>
/// Kafka's format has no checksum, and one digit that flips in the file of log starts would make retention delete what
/// lies below. So the last entry is one: of a topic that cannot exist, which Kafka reads and has no use for. A file
/// without it is Kafka's.
/// </remarks>
internal static class OffsetCheckpointFile
{
    private const string Version = "0";
    private const string Checksum = "#crc32c 0 ";

    public static void Write(
        IFileSystem files, string path, IReadOnlyCollection<KeyValuePair<TopicPartition, long>> offsets)
    {
        var text = new StringBuilder();
        foreach (var (partition, offset) in offsets)
        {
            text.Append(CultureInfo.InvariantCulture, $"{partition.Topic} {partition.Partition} {offset}\n");
        }

        var entries = text.ToString();
        AtomicFile.Write(files, path, $"{Version}\n{offsets.Count + 1}\n{entries}{ChecksumOf(entries)}\n");
    }

    /// <summary>The offsets; none where the file is missing or, as Kafka makes it, empty; null where it is no
    /// checkpoint, or a damaged one.</summary>
    public static Dictionary<TopicPartition, long>? Read(IFileSystem files, string path)
    {
        if (AtomicFile.TryReadText(files, path) is not { Length: > 0 } text)
        {
            return [];
        }

        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var isComplete = lines is [Version, var count, ..]
            && count == (lines.Length - 2).ToString(CultureInfo.InvariantCulture);
        return isComplete && HasValidChecksum(text, lines[^1]) ? Parse(lines.AsSpan(2)) : null;
    }

    private static bool HasValidChecksum(string text, string last)
    {
        if (!last.StartsWith(Checksum, StringComparison.Ordinal))
        {
            return true;
        }

        var begin = text.IndexOf('\n', text.IndexOf('\n', StringComparison.Ordinal) + 1) + 1;
        var end = text.LastIndexOf(Checksum, StringComparison.Ordinal);
        return last == ChecksumOf(text[begin..end]);
    }

    private static Dictionary<TopicPartition, long>? Parse(ReadOnlySpan<string> lines)
    {
        var offsets = new Dictionary<TopicPartition, long>();
        foreach (var line in lines)
        {
            if (line.StartsWith(Checksum, StringComparison.Ordinal))
            {
                continue;
            }

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

    private static string ChecksumOf(string entries) => string.Create(
        CultureInfo.InvariantCulture, $"{Checksum}{Crc32C.Compute(Encoding.UTF8.GetBytes(entries))}");
}

using System.Globalization;
using System.Text;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Records;
using OrleansBroker.Storage.Files;

namespace OrleansBroker.Storage.Recovery;

/// <summary>
/// The file that ties a log's folder to its topic's id.
/// </summary>
/// <remarks>
/// <code>
/// version: 0
/// topic_id: 243L92rhSYiS63k4Ed1mnw
/// crc32c: 305419896
/// </code>
/// Kafka writes, and reads, the first two lines. The third one tells an id in which a bit has flipped from that of
/// another topic: nobody could derive it, and the log would be taken for somebody else's.
/// </remarks>
internal static class PartitionMetadataFile
{
    private const string IdPrefix = "topic_id: ";
    private const string ChecksumPrefix = "crc32c: ";

    /// <summary>Writes the file of a new log, without waiting: <see cref="Flush"/> comes before the first
    /// acknowledgement.</summary>
    public static void Create(IFileSystem files, string directory, TopicId id)
    {
        var text = $"version: 0\n{IdPrefix}{id}\n";
        using var file = files.Open(PathIn(directory), create: true);
        file.Write(Encoding.UTF8.GetBytes($"{text}{ChecksumOf(text)}\n"), 0);
    }

    public static void Flush(IFileSystem files, string directory)
    {
        using var file = files.Open(PathIn(directory), create: true);
        file.FlushData();
    }

    /// <summary>The id, or zero where the file is missing or is none.</summary>
    public static TopicId Read(IFileSystem files, string directory) =>
        AtomicFile.TryReadText(files, PathIn(directory)) is { } text ? Parse(text) : TopicId.Zero;

    /// <summary>The id of a log that has been flushed; zero where it has no file, or one that a power cut left empty
    /// before the first flush.</summary>
    /// <exception cref="IOException">The file is damaged.</exception>
    public static TopicId ReadFlushed(IFileSystem files, string directory)
    {
        var path = PathIn(directory);
        var text = AtomicFile.TryReadText(files, path)?.Trim('\0') ?? string.Empty;
        var id = Parse(text);
        return text.Length == 0 || id != TopicId.Zero ? id : throw new IOException(
            $"{path} is damaged: which topic the data belongs to cannot be told, and nothing of it was changed. Write "
            + $"the lines 'version: 0' and '{IdPrefix}' with the topic's id into the file, then start again.");
    }

    private static TopicId Parse(string text)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return lines is [_, var line, ..]
            && line.StartsWith(IdPrefix, StringComparison.Ordinal)
            && (lines.Length == 2 || lines[2] == ChecksumOf($"{lines[0]}\n{line}\n"))
            && TopicId.TryParse(line[IdPrefix.Length..].Trim(), out var id) ? id : TopicId.Zero;
    }

    private static string ChecksumOf(string text) => string.Create(
        CultureInfo.InvariantCulture, $"{ChecksumPrefix}{Crc32C.Compute(Encoding.UTF8.GetBytes(text))}");

    private static string PathIn(string directory) => Path.Combine(directory, LogFileNames.PartitionMetadata);
}

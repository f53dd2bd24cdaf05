using System.Text;
using OrleansBroker.Protocol;
using OrleansBroker.Storage.Files;

namespace OrleansBroker.Storage.Recovery;

/// <summary>The file that ties a log's folder to its topic's id: two lines, <c>version: 0</c> and <c>topic_id:
/// ...</c>.</summary>
internal static class PartitionMetadataFile
{
    private const string IdPrefix = "topic_id: ";

    /// <summary>Writes the file of a new log, without waiting: <see cref="Flush"/> comes before the first
    /// acknowledgement.</summary>
    public static void Create(IFileSystem files, string directory, TopicId id)
    {
        using var file = files.Open(PathIn(directory), create: true);
        file.Write(Encoding.UTF8.GetBytes($"version: 0\n{IdPrefix}{id}"), 0);
    }

    public static void Flush(IFileSystem files, string directory)
    {
        using var file = files.Open(PathIn(directory), create: true);
        file.FlushData();
    }

    /// <summary>The id, or zero where the file is missing or is none.</summary>
    public static TopicId Read(IFileSystem files, string directory)
    {
        var text = AtomicFile.TryReadText(files, PathIn(directory));
        var line = text?.Split('\n').FirstOrDefault(line => line.StartsWith(IdPrefix, StringComparison.Ordinal));
        return TopicId.TryParse(line?[IdPrefix.Length..].Trim(), out var id) ? id : TopicId.Zero;
    }

    private static string PathIn(string directory) => Path.Combine(directory, LogFileNames.PartitionMetadata);
}

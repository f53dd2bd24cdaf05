using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OrleansBroker.Protocol;
using OrleansBroker.Storage.Files;

namespace OrleansBroker.Storage.Recovery;

/// <summary>
/// The file that says whose data folder it is: <c>key=value</c> lines with version, directory id, and cluster and
/// broker once they are known. Keys that we do not know are kept.
/// </summary>
internal static class MetaProperties
{
    private const string Version = "version";
    private const string DirectoryId = "directory.id";
    private const string ClusterId = "cluster.id";
    private const string NodeId = "node.id";

    /// <summary>Reads the file, creates it in a new folder, and returns the directory's id.</summary>
    /// <exception cref="DataFolderException">The folder belongs to somebody else.</exception>
    public static Guid Ensure(IFileSystem files, string folder, LogFolderOptions options)
    {
        var path = Path.Combine(folder, LogFileNames.MetaProperties);
        var text = AtomicFile.TryReadText(files, path);
        var properties = Parse(text ?? string.Empty);
        properties[Version] = "1";
        Claim(properties, folder, ClusterId, options.ClusterId);
        Claim(properties, folder, NodeId, options.BrokerId?.ToString(CultureInfo.InvariantCulture));
        if (!TopicId.TryParse(properties.GetValueOrDefault(DirectoryId), out var id))
        {
            // Not from a seeded source: two folders must never get one id.
            id = TopicId.Create(new Random(RandomNumberGenerator.GetInt32(int.MaxValue)));
            properties[DirectoryId] = id.ToString();
        }

        var wanted = Format(properties);
        if (wanted != text)
        {
            AtomicFile.Write(files, path, wanted);
        }

        return id.Value;
    }

    private static void Claim(SortedDictionary<string, string> properties, string folder, string key, string? value)
    {
        if (value is null)
        {
            return;
        }

        if (properties.TryGetValue(key, out var other) && other != value)
        {
            throw new DataFolderException(
                $"Data folder {folder} belongs to {key} {other}, not {value}: use this broker's folder or a new one.");
        }

        properties[key] = value;
    }

    private static SortedDictionary<string, string> Parse(string text)
    {
        var properties = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in text.Split('\n'))
        {
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && !line.StartsWith('#'))
            {
                properties[line[..equals].Trim()] = line[(equals + 1)..].Trim();
            }
        }

        return properties;
    }

    private static string Format(SortedDictionary<string, string> properties)
    {
        var text = new StringBuilder();
        foreach (var (key, value) in properties)
        {
            text.Append(key).Append('=').Append(value).Append('\n');
        }

        return text.ToString();
    }
}

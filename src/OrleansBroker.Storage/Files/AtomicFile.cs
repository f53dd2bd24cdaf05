using System.Text;

namespace OrleansBroker.Storage.Files;

/// <summary>
/// Small files that are replaced as a whole: a reader after a crash finds the old text or the new one, never a mixture.
/// </summary>
internal static class AtomicFile
{
    public const string TemporarySuffix = ".tmp";

    /// <summary>Replaces the file; when it returns, the new text survives a power cut.</summary>
    public static void Write(IFileSystem files, string path, ReadOnlySpan<byte> bytes)
    {
        var temporary = path + TemporarySuffix;
        using (var file = files.Open(temporary, create: true))
        {
            file.Truncate(0);
            file.Write(bytes, 0);
            file.FlushData();
        }

        files.MoveFile(temporary, path);
        files.SyncDirectory(Path.GetDirectoryName(path)!);
    }

    public static void Write(IFileSystem files, string path, string text) =>
        Write(files, path, Encoding.UTF8.GetBytes(text));

    /// <summary>The file's bytes, or null when there is no such file.</summary>
    public static byte[]? TryRead(IFileSystem files, string path)
    {
        if (!files.FileExists(path))
        {
            return null;
        }

        using var file = files.Open(path, create: false);
        var bytes = new byte[file.Length];
        var read = file.Read(bytes, 0);
        return read == bytes.Length ? bytes : bytes[..read];
    }

    public static string? TryReadText(IFileSystem files, string path) =>
        TryRead(files, path) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;
}

using System.Buffers.Binary;
using System.Globalization;
using OrleansBroker.Protocol.Records;
using OrleansBroker.Storage.Files;

namespace OrleansBroker.Grains.GrainStorage;

/// <summary>
/// Records as files of numbered versions: <c>record/state.7</c> is version 7. A version is written aside, flushed,
/// and then given its name in one step that fails when the name is taken: that step is the compare-and-swap. It
/// holds across processes and survives a power cut.
/// </summary>
/// <remarks>
/// <code>
///  at  size  field
///   0     4  magic "OBR1"
///   4     4  CRC-32C of the content
///   8     4  length of the content
///  12        content
/// </code>
/// Blocking; single-threaded within one process, any number of processes. The version before the newest is kept, for
/// an operator whose disk has damaged the newest; this class never goes back to it by itself, because an old
/// leadership record is worse than none.
/// </remarks>
internal sealed class VersionedFolder(IFileSystem files, string root) : IRecordFolder
{
    private const string Prefix = "state.";
    private const int HeaderSize = 12;

    private readonly HashSet<string> _unflushed = new(StringComparer.Ordinal);

    private static ReadOnlySpan<byte> Magic => "OBR1"u8;

    /// <summary>Full path.</summary>
    public string Root => root;

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The newest version is damaged.</exception>
    /// <exception cref="IOException">
    /// It cannot be read, or a version of it could not be flushed: it must not pass for safe because it can be seen.
    /// </exception>
    public VersionedContent? Read(string record)
    {
        var folder = Path.Combine(root, record);
        if (_unflushed.Contains(folder))
        {
            throw new IOException(
                $"{folder} could not be flushed, so a power cut may take back its newest version: mend the disk and "
                + "restart.");
        }

        while (true)
        {
            var version = Newest(folder);
            if (version == 0)
            {
                return null;
            }

            try
            {
                return new VersionedContent(version, ReadContent(PathOf(folder, version)));
            }
            catch (FileNotFoundException)
            {
                // Two newer versions came between the listing and the opening: look again.
            }
        }
    }

    /// <inheritdoc/>
    public bool TrySwap(string record, string? expected, ReadOnlySpan<byte> content, out string? current)
    {
        var folder = Path.Combine(root, record);
        EnsureFolder(folder);
        var newest = Newest(folder);
        var read = expected is null ? 0 : long.Parse(expected, CultureInfo.InvariantCulture);
        if (newest == read && TryPublish(folder, read + 1, content))
        {
            Flush(folder);
            files.DeleteFile(PathOf(folder, read - 1));
            current = ETagOf(read + 1);
            return true;
        }

        current = ETagOf(Newest(folder));
        return false;
    }

    /// <summary>Writes a version as it is elsewhere, in place of what may have its name.</summary>
    public void Put(string record, VersionedContent content)
    {
        var folder = Path.Combine(root, record);
        EnsureFolder(folder);
        var temporary = Path.Combine(folder, $"{Guid.NewGuid():N}.tmp");
        WriteContent(temporary, content.Bytes);
        files.MoveFile(temporary, PathOf(folder, content.Version));
        Flush(folder);
        files.DeleteFile(PathOf(folder, content.Version - 2));
    }

    /// <summary>The newest version of every record, by its path below the root.</summary>
    public Dictionary<string, long> Versions()
    {
        var versions = new Dictionary<string, long>(StringComparer.Ordinal);
        Collect("", versions);
        return versions;
    }

    private void Collect(string below, Dictionary<string, long> versions)
    {
        var folder = Path.Combine(root, below);
        if (!files.DirectoryExists(folder))
        {
            return;
        }

        if (Newest(folder) is var version and > 0)
        {
            versions[below] = version;
        }

        foreach (var name in files.ListDirectories(folder))
        {
            Collect(Path.Combine(below, name), versions);
        }
    }

    private static string? ETagOf(long version) =>
        version == 0 ? null : version.ToString(CultureInfo.InvariantCulture);

    private static string PathOf(string folder, long version) =>
        Path.Combine(folder, Prefix + version.ToString(CultureInfo.InvariantCulture));

    private bool TryPublish(string folder, long version, ReadOnlySpan<byte> content)
    {
        var temporary = Path.Combine(folder, $"{Guid.NewGuid():N}.tmp");
        try
        {
            WriteContent(temporary, content);
            return files.TryMoveNew(temporary, PathOf(folder, version));
        }
        finally
        {
            files.DeleteFile(temporary);
        }
    }

    /// <summary>Makes the names in a folder durable; one that failed once never counts as flushed again.</summary>
    private void Flush(string folder)
    {
        try
        {
            files.SyncDirectory(folder);
        }
        catch
        {
            _unflushed.Add(folder);
            throw;
        }
    }

    private void WriteContent(string path, ReadOnlySpan<byte> content)
    {
        var bytes = new byte[HeaderSize + content.Length];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4), Crc32C.Compute(content));
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(8), content.Length);
        content.CopyTo(bytes.AsSpan(HeaderSize));
        using var file = files.Open(path, create: true);
        file.Write(bytes, 0);
        file.FlushData();
    }

    private byte[] ReadContent(string path)
    {
        using var file = files.Open(path, create: false);
        var bytes = new byte[file.Length];
        var isWhole = file.Read(bytes, 0) == bytes.Length && bytes.Length >= HeaderSize
            && bytes.AsSpan(0, Magic.Length).SequenceEqual(Magic)
            && BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(8)) == bytes.Length - HeaderSize;
        var content = isWhole ? bytes[HeaderSize..] : [];
        if (!isWhole || BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(4)) != Crc32C.Compute(content))
        {
            throw new InvalidDataException(
                $"{path} is damaged: restore it, or move it away to go back to the version before it.");
        }

        return content;
    }

    private long Newest(string folder)
    {
        if (!files.DirectoryExists(folder))
        {
            return 0;
        }

        long newest = 0;
        foreach (var file in files.ListFiles(folder))
        {
            if (file.Name.StartsWith(Prefix, StringComparison.Ordinal)
                && long.TryParse(file.Name.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture,
                    out var version))
            {
                newest = Math.Max(newest, version);
            }
        }

        return newest;
    }

    private void EnsureFolder(string folder)
    {
        if (files.DirectoryExists(folder))
        {
            return;
        }

        files.CreateDirectory(folder);
        var parent = Path.GetDirectoryName(folder)!;
        files.SyncDirectory(parent);
        files.SyncDirectory(root);
        files.SyncDirectory(Path.GetDirectoryName(Path.GetFullPath(root))!);
    }
}

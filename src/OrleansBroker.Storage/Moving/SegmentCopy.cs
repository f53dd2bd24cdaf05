using OrleansBroker.Storage.Files;
using OrleansBroker.Storage.Segments;

namespace OrleansBroker.Storage.Moving;

/// <summary>
/// The copy of one segment in another folder. Its log file grows after the source, byte for byte: batches keep their
/// offsets, epochs and checksums, and damage stays the damage it was.
/// </summary>
/// <remarks>Single-threaded. The source may be written meanwhile: below its size, bytes do not change.</remarks>
internal sealed class SegmentCopy(IFileSystem files, LogSegment source, string directory) : IDisposable
{
    private IStorageFile? _file;
    private int _flushedSize = -1;

    public LogSegment Source => source;

    /// <summary>Bytes of the log file that are copied.</summary>
    public int Size { get; private set; }

    /// <summary>Whether the source is sealed and all its files are copied and flushed.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Bytes of the log file that are not copied yet.</summary>
    public int BytesLeft => source.Size - Size;

    /// <summary>Copies the next bytes of the log file, as many as the buffer holds.</summary>
    /// <returns>Number of bytes.</returns>
    public int CopyNext(Span<byte> buffer)
    {
        var file = File();
        var wanted = buffer[..Math.Clamp(BytesLeft, 0, buffer.Length)];
        var read = source.File().Read(wanted, Size);
        if (read < wanted.Length)
        {
            throw new IOException($"{source.LogPath} is shorter than it was.");
        }

        file.Write(wanted, Size);
        Size += read;
        return read;
    }

    /// <summary>Makes what was copied survive a power cut.</summary>
    public void Flush()
    {
        var file = File();
        if (_flushedSize < Size)
        {
            file.FlushData();
            _flushedSize = Size;
        }
    }

    /// <summary>Copies indexes and producer snapshot, and flushes everything. The log file is copied.</summary>
    public void Complete()
    {
        Flush();
        CopyFile(source.Offsets.File.Path, LogFileNames.OffsetIndex);
        CopyFile(source.Times.File.Path, LogFileNames.TimeIndex);
        CopyFile(source.Transactions.Path, LogFileNames.TransactionIndex);
        CopyFile(Path.Combine(source.Directory, NameOf(LogFileNames.Snapshot)), LogFileNames.Snapshot);
        files.SyncDirectory(directory);
        IsComplete = true;
        Dispose();
    }

    /// <summary>Takes the copy off the disk.</summary>
    public void Delete()
    {
        Dispose();
        string[] suffixes =
        [
            LogFileNames.Log, LogFileNames.OffsetIndex, LogFileNames.TimeIndex, LogFileNames.TransactionIndex,
            LogFileNames.Snapshot,
        ];
        foreach (var suffix in suffixes)
        {
            files.DeleteFile(Path.Combine(directory, NameOf(suffix)));
        }
    }

    public void Dispose()
    {
        _file?.Dispose();
        _file = null;
    }

    private void CopyFile(string from, string suffix)
    {
        if (files.FileExists(from))
        {
            FileCopy.Run(files, from, Path.Combine(directory, NameOf(suffix)));
        }
    }

    private string NameOf(string suffix) => LogFileNames.Of(source.BaseOffset, suffix);

    private IStorageFile File() => _file ??= Open();

    private IStorageFile Open()
    {
        var file = files.Open(Path.Combine(directory, NameOf(LogFileNames.Log)), create: true);
        if (file.Length > 0)
        {
            TakeOver(file);
        }

        return file;
    }

    /// <summary>Keeps what an interrupted copy has left, as far as the disk has the same bytes as the
    /// source.</summary>
    private void TakeOver(IStorageFile file)
    {
        // A flush may have failed before: what the operating system shows then is not what the disk has.
        file.FlushData();
        file.DropCache();
        Size = FileCopy.CommonLength(source.File(), file, source.Size);
        file.Truncate(Size);
    }
}

namespace OrleansBroker.Storage.Files;

/// <summary>
/// An open file, read and written at positions. Thread-safe as far as a file is: reads may run beside one writer.
/// A call after disposal throws <see cref="ObjectDisposedException"/>; one that runs during disposal completes.
/// </summary>
public interface IStorageFile : IReadableFile
{
    /// <summary>Full path the file was opened with.</summary>
    string Path { get; }

    /// <summary>Length in bytes.</summary>
    long Length { get; }

    /// <summary>As <see cref="IReadableFile.Read"/>, but never waits for the disk: only what the operating system has
    /// in memory.</summary>
    /// <returns>Number of bytes read; fewer, or none, where the rest would have to be waited for.</returns>
    int ReadCached(Span<byte> buffer, long position) => 0;

    /// <summary>Writes all bytes; when it throws, any part of them may have been written.</summary>
    void Write(ReadOnlySpan<byte> bytes, long position);

    /// <summary>Sets the length: cuts the file, or extends it with zeros.</summary>
    void Truncate(long length);

    /// <summary>
    /// Reserves space on the disk up to this length, so that the file lies in one piece; the file's own length stays.
    /// <see cref="Truncate"/> gives back what lies behind it. Advice: where it cannot be had, nothing happens.
    /// </summary>
    void Reserve(long length)
    {
        // A file system without the notion takes space as it comes.
    }

    /// <summary>
    /// Returns when everything written before, and the length, survives a power cut (not times and other attributes).
    /// After it threw, a later call that succeeds says nothing about the earlier writes.
    /// </summary>
    void FlushData();

    /// <summary>
    /// Makes later reads come from the disk and not from the operating system's memory, as far as bytes are flushed.
    /// After a failed flush the memory may show bytes that never reached the disk.
    /// </summary>
    void DropCache()
    {
        // A file system that keeps nothing between itself and the disk has nothing to drop.
    }
}

namespace OrleansBroker.Storage.Files;

/// <summary>An open file, as far as it is read.</summary>
public interface IReadableFile : IDisposable
{
    /// <summary>Fills the buffer from the position on; fewer bytes only at the end of the file.</summary>
    /// <returns>Number of bytes read.</returns>
    int Read(Span<byte> buffer, long position);
}

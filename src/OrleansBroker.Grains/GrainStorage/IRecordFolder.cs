namespace OrleansBroker.Grains.GrainStorage;

/// <summary>Records with versions, and a compare-and-swap. Blocking; single-threaded within one process.</summary>
internal interface IRecordFolder
{
    /// <summary>The newest version, or null when there never was one.</summary>
    VersionedContent? Read(string record);

    /// <summary>Writes the version after the expected one.</summary>
    /// <param name="record">Path of the record below the root.</param>
    /// <param name="expected">ETag that the writer has read; null when it found none.</param>
    /// <param name="content">The new content.</param>
    /// <param name="current">The record's ETag afterwards, whoever wrote it.</param>
    /// <returns>False when another writer was first; nothing has changed then.</returns>
    bool TrySwap(string record, string? expected, ReadOnlySpan<byte> content, out string? current);
}

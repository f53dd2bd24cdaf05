namespace Orleans.Core;

/// <summary>One stored record of a grain. Single-threaded: used in the grain's turns.</summary>
public interface IStorage
{
    /// <summary>The version that the last operation saw; null when there is no record.</summary>
    string? Etag { get; }

    bool RecordExists { get; }

    Task ClearStateAsync();

    /// <summary>
    /// Writes if the record still has <see cref="Etag"/>, else throws <see cref="Storage.InconsistentStateException"/>.
    /// </summary>
    Task WriteStateAsync();

    Task ReadStateAsync();

    Task ClearStateAsync(CancellationToken cancellationToken) => ClearStateAsync();

    Task WriteStateAsync(CancellationToken cancellationToken) => WriteStateAsync();

    Task ReadStateAsync(CancellationToken cancellationToken) => ReadStateAsync();
}

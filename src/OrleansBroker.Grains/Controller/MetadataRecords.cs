using System.Collections.Concurrent;
using System.Text.Json;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace OrleansBroker.Grains.Controller;

/// <summary>
/// The stored records of the controller, each with the ETag of its last read or write. Records may be read and
/// written side by side, one record only by one caller at a time.
/// </summary>
internal sealed class MetadataRecords(IGrainStorage storage, GrainId owner)
{
    private readonly ConcurrentDictionary<string, string?> _etags = new(StringComparer.Ordinal);

    /// <summary>Reads a record; null when there is none.</summary>
    public async Task<T?> ReadAsync<T>(string name)
        where T : class
    {
        var state = await ReadAsync(name);
        return state.RecordExists ? JsonSerializer.Deserialize<T>(state.State!.Json) : null;
    }

    /// <summary>Writes a record that nobody else has written since it was read.</summary>
    /// <exception cref="StaleRecordException">Somebody else has.</exception>
    public async Task WriteAsync<T>(string name, T value)
        where T : class
    {
        var nonce = Guid.NewGuid();
        var record = new StoredRecord { Nonce = nonce, Json = JsonSerializer.Serialize(value) };
        var state = new GrainState<StoredRecord>(record, _etags.GetValueOrDefault(name));
        try
        {
            await storage.WriteStateAsync(name, owner, state);
            _etags[name] = state.ETag;
        }
        catch (Exception failure)
        {
            await RecogniseOwnWriteAsync(name, nonce, failure);
        }
    }

    /// <summary>Whether nobody else has written the record since it was read or written here.</summary>
    public async Task<bool> IsUnchangedAsync(string name)
    {
        var known = _etags.GetValueOrDefault(name);
        var stored = await ReadAsync(name);
        return stored.ETag == known;
    }

    /// <summary>Removes a record that nobody refers to any more.</summary>
    public async Task ClearAsync(string name)
    {
        var state = new GrainState<StoredRecord>(new StoredRecord(), _etags.GetValueOrDefault(name))
        {
            RecordExists = true,
        };
        await storage.ClearStateAsync(name, owner, state);
        _etags.TryRemove(name, out _);
    }

    // A write may be done although its answer was lost, and its repetition by the provider then meets itself: the
    // nonce tells. When the record cannot be read either, what is stored is unknown, and the caller must load again.
    private async Task RecogniseOwnWriteAsync(string name, Guid nonce, Exception failure)
    {
        var stored = await ReadAsync(name);
        if (stored.RecordExists && stored.State!.Nonce == nonce)
        {
            return;
        }

        throw failure is InconsistentStateException ? new StaleRecordException(name, failure) : failure;
    }

    private async Task<GrainState<StoredRecord>> ReadAsync(string name)
    {
        var state = new GrainState<StoredRecord>(new StoredRecord());
        await storage.ReadStateAsync(name, owner, state);
        _etags[name] = state.ETag;
        return state;
    }
}

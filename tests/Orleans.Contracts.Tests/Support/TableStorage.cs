using System.Collections.Concurrent;
using System.Globalization;
using Orleans.Runtime;
using Orleans.Storage;

namespace Orleans.Contracts.Tests.Support;

/// <summary>A storage with real compare-and-swap, shared by the silos of a test cluster. Thread-safe.</summary>
public sealed class TableStorage : IGrainStorage
{
    private readonly ConcurrentDictionary<string, (object State, int Version)> _records = new();

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var exists = _records.TryGetValue(NameOf(stateName, grainId), out var record);
        grainState.RecordExists = exists;
        grainState.State = exists ? (T)record.State : Activator.CreateInstance<T>();
        grainState.ETag = exists ? record.Version.ToString(CultureInfo.InvariantCulture) : null;
        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var name = NameOf(stateName, grainId);
        var version = int.Parse(grainState.ETag ?? "0", CultureInfo.InvariantCulture);
        var next = ((object)grainState.State!, version + 1);
        var written = version == 0
            ? _records.TryAdd(name, next)
            : _records.TryGetValue(name, out var old) && old.Version == version && _records.TryUpdate(name, next, old);
        if (!written)
        {
            throw new InconsistentStateException("Another writer was faster.", "?", grainState.ETag);
        }

        grainState.ETag = (version + 1).ToString(CultureInfo.InvariantCulture);
        grainState.RecordExists = true;
        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        _records.TryRemove(NameOf(stateName, grainId), out _);
        grainState.State = Activator.CreateInstance<T>();
        grainState.ETag = null;
        grainState.RecordExists = false;
        return Task.CompletedTask;
    }

    /// <summary>Changes a record behind its grain's back.</summary>
    public void Overwrite<T>(string stateName, IAddressable grain, T state)
        where T : notnull =>
        _records.AddOrUpdate(
            NameOf(stateName, grain.GetGrainId()), _ => (state, 1), (_, old) => (state, old.Version + 1));

    private static string NameOf(string stateName, GrainId grainId) => $"{stateName}/{grainId}";
}

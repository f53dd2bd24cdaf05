using System.Collections.Concurrent;
using System.Globalization;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace OrleansBroker.Grains.Tests.Kit;

/// <summary>Grain storage in memory with real ETags, which fails as a test says.</summary>
internal sealed class MemoryGrainStorage : IGrainStorage
{
    private readonly ConcurrentDictionary<string, (object State, int Version)> _records = new();

    /// <summary>Runs before each write, with the record's name; what it throws is what the writer gets.</summary>
    public Action<string> BeforeWrite { get; set; } = _ => { };

    /// <summary>Runs after each write that was done, with the record's name.</summary>
    public Action<string> AfterWrite { get; set; } = _ => { };

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var isFound = _records.TryGetValue(stateName, out var record);
        grainState.RecordExists = isFound;
        grainState.ETag = isFound ? ETagOf(record.Version) : null;
        grainState.State = isFound ? (T)record.State : Activator.CreateInstance<T>();
        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        BeforeWrite(stateName);
        Check(stateName, grainState.ETag);
        var version = (_records.TryGetValue(stateName, out var record) ? record.Version : 0) + 1;
        _records[stateName] = (grainState.State!, version);
        AfterWrite(stateName);
        grainState.ETag = ETagOf(version);
        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        Check(stateName, grainState.ETag);
        _records.TryRemove(stateName, out _);
        return Task.CompletedTask;
    }

    private static string ETagOf(int version) => version.ToString(CultureInfo.InvariantCulture);

    private void Check(string stateName, string? expected)
    {
        var stored = _records.TryGetValue(stateName, out var record) ? ETagOf(record.Version) : null;
        if (stored != expected)
        {
            throw new InconsistentStateException($"{stateName} is at {stored}.", stored, expected);
        }
    }
}

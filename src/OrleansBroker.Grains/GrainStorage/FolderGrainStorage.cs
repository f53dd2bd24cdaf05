using System.Text.Json;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;
using OrleansBroker.Grains.Partitions;
using OrleansBroker.Storage.Threads;

namespace OrleansBroker.Grains.GrainStorage;

/// <summary>
/// Grain state in a folder of JSON files, with a real compare-and-swap: also between processes, exactly one of several
/// writers that read the same ETag succeeds. For one machine; a cluster of machines has a storage account.
/// </summary>
/// <remarks>Thread-safe. All files are touched on one thread of its own, so that no pool thread waits for the
/// disk.</remarks>
internal sealed class FolderGrainStorage(IRecordFolder folder, IoThreads threads) : IGrainStorage, IDisposable
{
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        RunAsync(() =>
        {
            Show(grainState, folder.Read(PathOf(stateName, grainId)));
            return true;
        });

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(grainState.State);
        return SwapAsync(stateName, grainId, grainState, content);
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await SwapAsync(stateName, grainId, grainState, content: []);
        grainState.State = Activator.CreateInstance<T>();
    }

    public void Dispose() => threads.Dispose();

    private static string PathOf(string stateName, GrainId grainId) =>
        Path.Combine(Uri.EscapeDataString(grainId.ToString()), Uri.EscapeDataString(stateName));

    private static void Show<T>(IGrainState<T> grainState, VersionedContent? found)
    {
        grainState.RecordExists = found is { Bytes.Length: > 0 };
        grainState.ETag = found?.ETag!;
        grainState.State = grainState.RecordExists
            ? JsonSerializer.Deserialize<T>(found!.Bytes)!
            : Activator.CreateInstance<T>();
    }

    private Task SwapAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, byte[] content) =>
        RunAsync(() =>
        {
            var expected = grainState.ETag;
            if (!folder.TrySwap(PathOf(stateName, grainId), expected, content, out var current))
            {
                throw new InconsistentStateException(
                    $"State '{stateName}' of {grainId} was changed by another writer.", current, expected);
            }

            grainState.ETag = current!;
            grainState.RecordExists = content.Length > 0;
            return true;
        });

    private Task<bool> RunAsync(Func<bool> body) => IoCall<bool>.RunAsync(threads, body);
}

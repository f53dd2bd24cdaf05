using OrleansBroker.Storage;
using OrleansBroker.Storage.Threads;

namespace OrleansBroker.Grains.Tests.Kit;

/// <summary>Holds every append thread of a folder until the gate opens.</summary>
internal sealed class BlockedThreads : IIoWork, IDisposable
{
    private readonly ManualResetEventSlim _gate;
    private readonly TaskCompletionSource _isHeld = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private BlockedThreads(ManualResetEventSlim gate) => _gate = gate;

    public static async Task<IDisposable> HoldAsync(LogFolder folder, ManualResetEventSlim gate)
    {
        var held = Enumerable.Range(0, new LogFolderOptions().AppendThreads)
            .Select(_ => new BlockedThreads(gate)).ToList();
        held.ForEach(folder.Appends.Post);
        await Task.WhenAll(held.Select(thread => thread._isHeld.Task));
        return held[0];
    }

    public void Execute()
    {
        _isHeld.SetResult();
        _gate.Wait();
    }

    public void Dispose() => _gate.Set();
}

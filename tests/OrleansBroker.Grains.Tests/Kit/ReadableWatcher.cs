using OrleansBroker.Grains.Partitions;

namespace OrleansBroker.Grains.Tests.Kit;

/// <summary>Waits for a partition to move.</summary>
internal sealed class ReadableWatcher : IPartitionWatcher
{
    private readonly SemaphoreSlim _moved = new(0);
    private int _calls;

    public int Calls => Volatile.Read(ref _calls);

    public void OnPartitionChanged(Partition partition)
    {
        Interlocked.Increment(ref _calls);
        _moved.Release();
    }

    /// <summary>Returns when the condition holds, which is looked at again after every move.</summary>
    public async Task UntilAsync(Func<bool> condition, CancellationToken cancellationToken)
    {
        while (!condition())
        {
            await _moved.WaitAsync(cancellationToken);
        }
    }
}

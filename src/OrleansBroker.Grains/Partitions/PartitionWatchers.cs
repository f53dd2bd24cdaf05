namespace OrleansBroker.Grains.Partitions;

/// <summary>
/// The watchers of one partition. Thread-safe; the list is replaced on every change, so that notifying holds no
/// lock. A watcher that is being removed may be told once more.
/// </summary>
internal sealed class PartitionWatchers
{
    private readonly Lock _lock = new();
    private volatile IPartitionWatcher[] _watchers = [];

    public void Add(IPartitionWatcher watcher)
    {
        lock (_lock)
        {
            _watchers = [.. _watchers, watcher];
        }
    }

    public void Remove(IPartitionWatcher watcher)
    {
        lock (_lock)
        {
            var index = Array.IndexOf(_watchers, watcher);
            if (index >= 0)
            {
                _watchers = [.. _watchers[..index], .. _watchers[(index + 1)..]];
            }
        }
    }

    public void Notify(Partition partition)
    {
        foreach (var watcher in _watchers)
        {
            watcher.OnPartitionChanged(partition);
        }
    }
}

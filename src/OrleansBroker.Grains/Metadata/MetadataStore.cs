using OrleansBroker.Abstractions.Metadata;

namespace OrleansBroker.Grains.Metadata;

/// <summary>
/// The metadata image of this silo. Thread-safe: anyone reads <see cref="Current"/>, one writer (the silo's broker)
/// publishes, and waiters are completed in order of their versions.
/// </summary>
public sealed class MetadataStore
{
    private readonly Lock _lock = new();
    private readonly PriorityQueue<TaskCompletionSource, MetadataVersion> _waiters = new();
    private volatile MetadataImage _current;

    public MetadataStore(MetadataImage initial) => _current = initial;

    public MetadataImage Current => _current;

    /// <summary>Completes when this silo knows the version, or with the token's cancellation.</summary>
    public Task WaitForAsync(MetadataVersion version, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_current.Version >= version)
            {
                return Task.CompletedTask;
            }

            var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Enqueue(waiter, version);
            return waiter.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Makes the image the current one.</summary>
    internal void Publish(MetadataImage image)
    {
        lock (_lock)
        {
            _current = image;
            while (_waiters.TryPeek(out var waiter, out var version) && version <= image.Version)
            {
                _waiters.Dequeue();
                waiter.SetResult();
            }
        }
    }
}

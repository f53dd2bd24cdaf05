using OrleansBroker.Storage.Threads;

namespace OrleansBroker.Storage.Reading;

/// <summary>A read that waits for a reader thread.</summary>
internal sealed class DiskRead<T>(Func<T> read, CancellationToken cancellation) : IIoWork
{
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Completion => _completion.Task;

    public void Execute()
    {
        // Only what has not begun is cancelled: nobody would end the lease of an answer that is not awaited.
        if (cancellation.IsCancellationRequested)
        {
            _completion.SetCanceled(cancellation);
            return;
        }

        try
        {
            _completion.SetResult(read());
        }
        catch (Exception failure)
        {
            _completion.SetException(failure);
        }
    }
}

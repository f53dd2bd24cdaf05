using OrleansBroker.Storage.Threads;

namespace OrleansBroker.Storage.Reading;

/// <summary>A read that waits for a reader thread.</summary>
internal sealed class DiskRead(LogReader reader, ReadRequest request, CancellationToken cancellation) : IIoWork
{
    private readonly TaskCompletionSource<LogRead> _completion =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<LogRead> Completion => _completion.Task;

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
            _completion.SetResult(reader.ReadFiles(request));
        }
        catch (Exception failure)
        {
            _completion.SetException(failure);
        }
    }
}

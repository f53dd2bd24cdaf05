using OrleansBroker.Storage.Threads;

namespace OrleansBroker.Grains.Partitions;

/// <summary>Runs something that blocks on the disk on an I/O thread, for a caller that awaits it.</summary>
internal sealed class IoCall<T>(Func<T> body) : IIoWork
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static Task<T> RunAsync(IoThreads threads, Func<T> body)
    {
        var call = new IoCall<T>(body);
        threads.Post(call);
        return call._done.Task;
    }

    void IIoWork.Execute()
    {
        try
        {
            _done.SetResult(body());
        }
        catch (Exception failure)
        {
            _done.SetException(failure);
        }
    }
}

using OrleansBroker.Benchmarks.Kit;

namespace OrleansBroker.Benchmarks.Operations;

/// <summary>
/// Appends one batch. So that hours of it do not fill the disk, the log is cut to nothing each time it has
/// <see cref="LogBytesMax"/>; the cost is shared by some ten thousand appends.
/// </summary>
internal sealed class AppendOperation(ScratchFolder scratch, LogWriter log, bool isFlushed) : IOperation
{
    private const long LogBytesMax = 256 << 20;

    private readonly byte[] _batch = Batches.Of(1024);
    private long _written;

    public static async Task<IOperation> OpenAsync(bool isFlushed)
    {
        var scratch = new ScratchFolder();
        return new AppendOperation(scratch, await scratch.OpenLogAsync(), isFlushed);
    }

    public void Run()
    {
        if (_written > LogBytesMax)
        {
            log.Clear();
            _written = 0;
        }

        log.Append(_batch);
        _written += _batch.Length;
        if (isFlushed)
        {
            log.Flush();
        }
    }

    public ValueTask DisposeAsync() => scratch.DisposeAsync();
}

using OrleansBroker.Benchmarks.Kit;

namespace OrleansBroker.Benchmarks.Operations;

/// <summary>
/// Reads on through a log, from its start again when at the end. From the tail no byte is copied: what is read is lent.
/// </summary>
internal sealed class ReadOperation(ScratchFolder scratch, LogWriter writer, int maxBytes) : IOperation
{
    private const long LogBytes = 32 << 20;

    private long _offset;

    public static async Task<IOperation> OpenAsync(int maxBytes, bool isInMemory)
    {
        var scratch = new ScratchFolder();
        var options = ScratchFolder.SingleThreaded with { TailBytes = isInMemory ? 4 * LogBytes : 0 };
        var writer = await scratch.OpenLogAsync(options);
        writer.Fill(Batches.Of(1024), LogBytes);
        return new ReadOperation(scratch, writer, maxBytes);
    }

    public void Run()
    {
        var log = writer.Log;
        var reading = log.ReadAsync(_offset, maxBytes, long.MaxValue, true, CancellationToken.None);
        if (!reading.IsCompletedSuccessfully)
        {
            throw new IOException("A read without reader threads is complete when it returns.");
        }

        using var read = reading.Result;
        if (read.Bytes.IsEmpty)
        {
            throw new IOException($"Nothing was read at offset {_offset}: {read.Error}.");
        }

        _offset = read.NextOffset >= log.LogEndOffset ? 0 : read.NextOffset;
    }

    public ValueTask DisposeAsync() => scratch.DisposeAsync();
}

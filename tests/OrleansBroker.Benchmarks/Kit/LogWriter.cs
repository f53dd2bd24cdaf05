using OrleansBroker.Protocol;
using OrleansBroker.Storage;

namespace OrleansBroker.Benchmarks.Kit;

/// <summary>A log and the right to write to it. Not thread-safe.</summary>
internal sealed class LogWriter(PartitionLog log, WriteToken token)
{
    private readonly AppendRequest[] _request = new AppendRequest[1];
    private readonly AppendResult[] _result = new AppendResult[1];

    public PartitionLog Log => log;

    public void Append(ReadOnlyMemory<byte> batch)
    {
        _request[0] = new AppendRequest(batch);
        log.Append(token, _request, _result);
        if (_result[0].Error != ErrorCode.None)
        {
            throw new IOException($"The log refused a batch: {_result[0].Error}.");
        }
    }

    /// <summary>Throws everything away.</summary>
    public void Clear() => log.TruncateTo(token, 0);

    /// <summary>Appends the batch until so many bytes are written.</summary>
    public void Fill(byte[] batch, long bytes)
    {
        for (long written = 0; written < bytes; written += batch.Length)
        {
            Append(batch);
        }
    }

    /// <summary>Flushes, on this thread where the folder has no flush threads.</summary>
    public void Flush() => log.Folder.RequestFlush(log);
}

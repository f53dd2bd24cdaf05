using System.Buffers.Binary;
using Microsoft.Extensions.Logging;
using OrleansBroker.Coordination.Shard;
using OrleansBroker.Protocol.Records;
using OrleansBroker.Protocol.Wire;

namespace OrleansBroker.Grains.Coordinators;

/// <summary>
/// Feeds a new shard everything that its partition holds. Up to the end of the log as it was at the start, not only to
/// the high watermark: what an earlier epoch wrote may be acknowledged yet, so it has to be committed before anybody
/// is told anything.
/// </summary>
/// <remarks>Single-threaded, for one load.</remarks>
internal sealed partial class ShardLoader(CoordinatorLog log, CoordinatorShard shard, ILogger logger)
{
    private const short CommitMarker = 1;

    private int _unreadable;

    /// <summary>Replays the log.</summary>
    /// <param name="moved">Waits until the high watermark has moved, or leadership has ended.</param>
    /// <param name="cancellationToken">Ends the load.</param>
    /// <returns>The number of records; less than all when leadership ends meanwhile.</returns>
    /// <exception cref="CoordinatorLogException">The log cannot be read.</exception>
    public async Task<long> LoadAsync(Func<ValueTask> moved, CancellationToken cancellationToken)
    {
        var end = log.EndOffset;
        long records = 0;
        for (var offset = log.StartOffset; offset < end && log.IsLed;)
        {
            if (offset >= log.HighWatermark)
            {
                await moved();
                continue;
            }

            using var read = await log.ReadAsync(offset, cancellationToken);
            CoordinatorLogException.ThrowIf(read.Error, log.Name);
            foreach (var batch in CoordinatorLog.Batches(read.Bytes))
            {
                records += Replay(batch);
            }

            offset = read.NextOffset;
        }

        if (_unreadable > 0)
        {
            LogUnreadable(logger, log.Name, _unreadable);
        }

        return records;
    }

    private int Replay(ReadOnlyMemory<byte> batch)
    {
        var view = new RecordBatchView(batch.Span);
        var (isControl, producerId) = (view.IsControl, view.IsTransactional ? view.ProducerId : -1);
        using var reader = new RecordBatchReader(batch);
        foreach (var record in reader)
        {
            if (record.Key is not { } key)
            {
                _unreadable++;
            }
            else if (isControl)
            {
                // A marker's key is its version and its type, two bytes each.
                shard.EndTransaction(producerId, BinaryPrimitives.ReadInt16BigEndian(key.Span[2..]) == CommitMarker);
            }
            else
            {
                Replay(record, key, producerId);
            }
        }

        return reader.RecordCount;
    }

    private void Replay(in Record record, ReadOnlyMemory<byte> key, long producerId)
    {
        try
        {
            if (shard.Replay(key, record.Value, record.Offset, producerId))
            {
                return;
            }
        }
        catch (WireFormatException)
        {
            // Counted below: one record that nobody can read must not take its neighbours' groups with it.
        }

        _unreadable++;
    }

    [LoggerMessage(30, LogLevel.Warning, "{Partition} holds {Count} records that this broker cannot read.")]
    private static partial void LogUnreadable(ILogger logger, Protocol.TopicPartition partition, int count);
}

using OrleansBroker.Protocol.Records;

namespace OrleansBroker.Storage.Compaction;

/// <summary>
/// What the cleaner must know of the records of one batch, read in one go, with their keys hashed: looking up one key
/// after the other then lets the processor wait for the memory of many slots at once. Single-threaded, reused from
/// batch to batch.
/// </summary>
internal sealed class BatchRecords
{
    private BatchRecord[] _records = new BatchRecord[1024];
    private int _count;

    /// <summary>The records of the batch read last.</summary>
    public Span<BatchRecord> All => _records.AsSpan(0, _count);

    /// <summary>Reads a batch.</summary>
    /// <exception cref="RecordBatchException">A record is malformed.</exception>
    public void Read(RecordBatchReader reader, KeyHash hash)
    {
        _count = 0;
        var cursor = reader.GetCursor();
        while (cursor.MoveNext())
        {
            if (_count == _records.Length)
            {
                Array.Resize(ref _records, 2 * _count);
            }

            _records[_count++] = new BatchRecord(cursor, cursor.HasKey ? hash.Of(cursor.Key) : default);
        }
    }
}

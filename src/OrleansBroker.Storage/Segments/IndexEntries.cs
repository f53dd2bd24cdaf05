using System.Buffers.Binary;
using OrleansBroker.Storage.Indexes;

namespace OrleansBroker.Storage.Segments;

/// <summary>The entries of a segment's offset and time index, built from its batches in order.</summary>
internal sealed class IndexEntries(long baseOffset, int indexIntervalBytes)
{
    private readonly MemoryStream _offsets = new();
    private readonly MemoryStream _times = new();
    private TimestampOffset _largest = new(TimestampOffset.NoTimestamp, baseOffset);
    private long _lastTimestampMs = TimestampOffset.NoTimestamp;
    private int _bytesSinceEntry;

    public byte[] Offsets => _offsets.ToArray();

    public void Add(in BatchInfo batch, int position)
    {
        if (batch.HasRecords && batch.MaxTimestampMs > _largest.TimestampMs)
        {
            _largest = new TimestampOffset(batch.MaxTimestampMs, batch.LastOffset);
        }

        if (_bytesSinceEntry > indexIntervalBytes)
        {
            Span<byte> entry = stackalloc byte[OffsetIndex.EntrySize];
            BinaryPrimitives.WriteInt32BigEndian(entry, (int)(batch.LastOffset - baseOffset));
            BinaryPrimitives.WriteInt32BigEndian(entry[4..], position);
            _offsets.Write(entry);
            AddTime();
            _bytesSinceEntry = 0;
        }

        _bytesSinceEntry += batch.SizeInBytes;
    }

    /// <summary>The time index, with the entry for the whole segment that sealing adds.</summary>
    public byte[] SealedTimes()
    {
        AddTime();
        return _times.ToArray();
    }

    private void AddTime()
    {
        if (_largest.TimestampMs > _lastTimestampMs)
        {
            _lastTimestampMs = _largest.TimestampMs;
            Span<byte> entry = stackalloc byte[TimeIndex.EntrySize];
            BinaryPrimitives.WriteInt64BigEndian(entry, _largest.TimestampMs);
            BinaryPrimitives.WriteInt32BigEndian(entry[8..], (int)(_largest.Offset - baseOffset));
            _times.Write(entry);
        }
    }
}

using System.Buffers.Binary;
using OrleansBroker.Protocol.Records;

namespace OrleansBroker.Storage.Segments;

/// <summary>The decision that a control batch carries: one record, never compressed.</summary>
internal readonly record struct ControlMarker(bool IsCommit, int CoordinatorEpoch)
{
    private const short Abort = 0;
    private const short Commit = 1;

    /// <summary>Reads the marker; null where the control record is of another kind.</summary>
    public static ControlMarker? Read(RecordBatchView batch)
    {
        var record = batch.Records;
        _ = Varint(ref record);
        record = record[1..];
        _ = Varint(ref record);
        _ = Varint(ref record);
        var keyLength = (int)Varint(ref record);
        var key = record[..keyLength];
        record = record[keyLength..];
        _ = Varint(ref record);
        var kind = BinaryPrimitives.ReadInt16BigEndian(key[2..]);
        return kind is Abort or Commit
            ? new ControlMarker(kind == Commit, BinaryPrimitives.ReadInt32BigEndian(record[2..]))
            : null;
    }

    private static long Varint(ref ReadOnlySpan<byte> bytes)
    {
        ulong raw = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var next = bytes[0];
            bytes = bytes[1..];
            raw |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                break;
            }
        }

        return (long)(raw >> 1) ^ -(long)(raw & 1);
    }
}

using System.Buffers.Binary;

namespace OrleansBroker.Storage;

/// <summary>A transaction that ended with an abort marker.</summary>
/// <param name="ProducerId">Its producer.</param>
/// <param name="FirstOffset">Offset of its first record in this partition.</param>
/// <param name="LastOffset">Offset of its marker.</param>
/// <param name="LastStableOffset">Last stable offset once the marker was written.</param>
public readonly record struct AbortedTransaction(
    long ProducerId, long FirstOffset, long LastOffset, long LastStableOffset)
{
    internal static AbortedTransaction Read(ReadOnlySpan<byte> entry) => new(
        BinaryPrimitives.ReadInt64BigEndian(entry[2..]),
        BinaryPrimitives.ReadInt64BigEndian(entry[10..]),
        BinaryPrimitives.ReadInt64BigEndian(entry[18..]),
        BinaryPrimitives.ReadInt64BigEndian(entry[26..]));

    internal void WriteTo(Span<byte> entry)
    {
        BinaryPrimitives.WriteInt16BigEndian(entry, 0);
        BinaryPrimitives.WriteInt64BigEndian(entry[2..], ProducerId);
        BinaryPrimitives.WriteInt64BigEndian(entry[10..], FirstOffset);
        BinaryPrimitives.WriteInt64BigEndian(entry[18..], LastOffset);
        BinaryPrimitives.WriteInt64BigEndian(entry[26..], LastStableOffset);
    }
}

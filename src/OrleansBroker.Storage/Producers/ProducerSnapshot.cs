using System.Buffers.Binary;
using OrleansBroker.Protocol.Records;
using OrleansBroker.Storage.Files;

namespace OrleansBroker.Storage.Producers;

/// <summary>
/// A file with the producers as they were at the offset in its name.
/// </summary>
/// <remarks>
/// <code>
///  at  size  field                     per producer:  at  size  field
///   0     2  version (1)                               0     8  producer id
///   2     4  CRC-32C of all after it                   8     2  producer epoch
///   6     4  number of producers                      10     4  last sequence
///  10        producers                                14     8  last offset
///                                                     22     4  offset delta of the last batch
///                                                     26     8  timestamp
///                                                     34     4  coordinator epoch
///                                                     38     8  first offset of the ongoing transaction
/// </code>
/// Only the newest batch of a producer is kept: a duplicate of an older one, sent after a restart, is out of order.
/// </remarks>
internal static class ProducerSnapshot
{
    private const short Version = 1;
    private const int CrcAt = 2;
    private const int CountAt = 6;
    private const int EntriesAt = 10;
    private const int EntrySize = 46;

    public static byte[] Format(KeyValuePair<long, ProducerEntry>[] producers)
    {
        var bytes = new byte[EntriesAt + (producers.Length * EntrySize)];
        BinaryPrimitives.WriteInt16BigEndian(bytes, Version);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(CountAt), producers.Length);
        for (var index = 0; index < producers.Length; index++)
        {
            WriteEntry(bytes.AsSpan(EntriesAt + (index * EntrySize)), producers[index].Key, producers[index].Value);
        }

        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(CrcAt), Crc32C.Compute(bytes.AsSpan(CountAt)));
        return bytes;
    }

    /// <summary>Writes the snapshot. A crash may leave a torn one, which its CRC gives away.</summary>
    public static void Write(IFileSystem files, string path, KeyValuePair<long, ProducerEntry>[] producers)
    {
        using var file = files.Open(path, create: true);
        file.Truncate(0);
        file.Write(Format(producers), 0);
    }

    /// <summary>The producers in a snapshot's bytes, or null when they are none.</summary>
    public static List<KeyValuePair<long, ProducerEntry>>? TryParse(ReadOnlySpan<byte> bytes)
    {
        var isValid = bytes.Length >= EntriesAt
            && BinaryPrimitives.ReadInt16BigEndian(bytes) == Version
            && BinaryPrimitives.ReadUInt32BigEndian(bytes[CrcAt..]) == Crc32C.Compute(bytes[CountAt..])
            && bytes.Length == EntriesAt + ((long)BinaryPrimitives.ReadInt32BigEndian(bytes[CountAt..]) * EntrySize);
        if (!isValid)
        {
            return null;
        }

        var producers = new List<KeyValuePair<long, ProducerEntry>>();
        for (var rest = bytes[EntriesAt..]; rest.Length > 0; rest = rest[EntrySize..])
        {
            producers.Add(new(BinaryPrimitives.ReadInt64BigEndian(rest), ReadEntry(rest)));
        }

        return producers;
    }

    private static void WriteEntry(Span<byte> bytes, long producerId, in ProducerEntry entry)
    {
        BinaryPrimitives.WriteInt64BigEndian(bytes, producerId);
        BinaryPrimitives.WriteInt16BigEndian(bytes[8..], entry.Epoch);
        BinaryPrimitives.WriteInt32BigEndian(bytes[10..], entry.LastSequence);
        BinaryPrimitives.WriteInt64BigEndian(bytes[14..], entry.Last?.LastOffset ?? ProducerEntry.NoOffset);
        BinaryPrimitives.WriteInt32BigEndian(bytes[22..], entry.Last?.OffsetDelta ?? 0);
        BinaryPrimitives.WriteInt64BigEndian(bytes[26..], entry.LastTimestampMs);
        BinaryPrimitives.WriteInt32BigEndian(bytes[34..], entry.CoordinatorEpoch);
        BinaryPrimitives.WriteInt64BigEndian(bytes[38..], entry.TransactionFirstOffset);
    }

    private static ProducerEntry ReadEntry(ReadOnlySpan<byte> bytes)
    {
        var entry = new ProducerEntry
        {
            Epoch = BinaryPrimitives.ReadInt16BigEndian(bytes[8..]),
            LastTimestampMs = BinaryPrimitives.ReadInt64BigEndian(bytes[26..]),
            CoordinatorEpoch = BinaryPrimitives.ReadInt32BigEndian(bytes[34..]),
            TransactionFirstOffset = BinaryPrimitives.ReadInt64BigEndian(bytes[38..]),
        };
        var lastOffset = BinaryPrimitives.ReadInt64BigEndian(bytes[14..]);
        if (lastOffset >= 0)
        {
            entry.Add(new ProducerBatch(
                BinaryPrimitives.ReadInt32BigEndian(bytes[10..]),
                lastOffset,
                BinaryPrimitives.ReadInt32BigEndian(bytes[22..]),
                entry.LastTimestampMs));
        }

        return entry;
    }
}

using System.Buffers.Binary;
using OrleansBroker.Protocol.Buffers;
using OrleansBroker.Protocol.Records;
using OrleansBroker.Storage.Files;

namespace OrleansBroker.Storage.Segments;

/// <summary>
/// Finds the next valid batch behind bytes that are none. The length of a damaged batch cannot be believed, so every
/// position is tried: magic, plausible offset and length, then the CRC, which makes a false hit one in four billion.
/// </summary>
internal static class BatchSearch
{
    private const int WindowBytes = 1 << 20;

    /// <summary>Position of the first valid batch behind bytes that are none, or -1.</summary>
    /// <param name="file">A log file.</param>
    /// <param name="damage">Where those bytes begin.</param>
    /// <param name="end">End of the bytes to search.</param>
    /// <param name="expected">Offset of what should be there: at least that one is lost. A sector that reads as zeros
    /// may have taken the base offset off an otherwise valid batch, which then must not pass as an earlier one.</param>
    public static int Behind(IStorageFile file, int damage, int end, long expected) =>
        Next(file, damage + 1, end, expected + 1);

    /// <summary>Position of the first valid batch from <paramref name="from"/> on, or -1.</summary>
    /// <param name="file">A log file.</param>
    /// <param name="from">First position to try.</param>
    /// <param name="end">End of the bytes to search.</param>
    /// <param name="offsetMin">Lowest base offset that the batch may have.</param>
    public static int Next(IStorageFile file, int from, int end, long offsetMin)
    {
        var window = SharedBufferPool.Default.Rent(Math.Min(WindowBytes, Math.Max(end - from, 1)));
        try
        {
            var last = end - RecordBatchView.HeaderSize;
            while (from <= last)
            {
                var length = file.Read(window.Span[..Math.Min(window.Length, end - from)], from);
                if (length < RecordBatchView.HeaderSize)
                {
                    return -1;
                }

                var bytes = window.Span[..length];
                for (var at = 0; NextPlausible(bytes, ref at, from, end, offsetMin); at++)
                {
                    if (HasValidCrc(file, from + at, bytes[at..]))
                    {
                        return from + at;
                    }
                }

                from += length - RecordBatchView.HeaderSize + 1;
            }

            return -1;
        }
        finally
        {
            window.Release();
        }
    }

    private static bool NextPlausible(ReadOnlySpan<byte> bytes, ref int at, int origin, int end, long offsetMin)
    {
        while (at + RecordBatchView.HeaderSize <= bytes.Length)
        {
            var found = bytes[(at + RecordBatchView.MagicAt)..].IndexOf(RecordBatchView.CurrentMagic);
            at += found;
            if (found < 0 || at + RecordBatchView.HeaderSize > bytes.Length)
            {
                return false;
            }

            var view = new RecordBatchView(bytes.Slice(at, RecordBatchView.HeaderSize));
            var isPlausible = view.BaseOffset >= offsetMin
                && view.BaseOffset <= offsetMin + int.MaxValue
                && view.LastOffsetDelta >= 0
                && view.BatchLength >= RecordBatchView.HeaderSize - RecordBatchView.LengthOverhead
                && view.BatchLength <= end - origin - at - RecordBatchView.LengthOverhead;
            if (isPlausible)
            {
                return true;
            }

            at++;
        }

        return false;
    }

    private static bool HasValidCrc(IStorageFile file, int position, ReadOnlySpan<byte> bytes)
    {
        var length = BinaryPrimitives.ReadInt32BigEndian(bytes[RecordBatchView.LengthAt..]);
        var size = length + RecordBatchView.LengthOverhead;
        if (size <= bytes.Length)
        {
            return new RecordBatchView(bytes[..size]).IsCrcValid();
        }

        var whole = SharedBufferPool.Default.Rent(size);
        try
        {
            return file.Read(whole.Span, position) == size && new RecordBatchView(whole.Span).IsCrcValid();
        }
        finally
        {
            whole.Release();
        }
    }
}

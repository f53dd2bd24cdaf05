using OrleansBroker.Protocol.Records;

namespace OrleansBroker.Storage.Segments;

/// <summary>
/// What can be said of a header without its batch. The CRC does not cover base offset and length: only the neighbours
/// give away that one of their bits has flipped.
/// </summary>
internal static class BatchOrder
{
    /// <summary>Whether the bytes may be the header of a batch that ends within the bytes left.</summary>
    public static bool IsHeader(RecordBatchView header, int left) =>
        header.Magic == RecordBatchView.CurrentMagic
        && header.BatchLength >= RecordBatchView.HeaderSize - RecordBatchView.LengthOverhead
        && header.BatchLength <= left - RecordBatchView.LengthOverhead
        && header.LastOffsetDelta >= 0;

    /// <summary>
    /// Whether the header that follows says that this batch's base offset is too high. When this one continues the
    /// batch before it without a gap, or the next one leaves no room for it behind that, it is the next that is wrong:
    /// a torn write, for instance, which reads as zeros.
    /// </summary>
    /// <param name="batch">A batch, or its header.</param>
    /// <param name="next">The header that follows.</param>
    /// <param name="left">Bytes from there to the end of the file.</param>
    /// <param name="expected">Offset after the batch before.</param>
    public static bool IsContradicted(RecordBatchView batch, RecordBatchView next, int left, long expected) =>
        batch.BaseOffset != expected && IsHeader(next, left) && next.BaseOffset <= batch.LastOffset
        && next.BaseOffset > expected + batch.LastOffsetDelta;
}

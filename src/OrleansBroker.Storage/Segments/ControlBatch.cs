using OrleansBroker.Protocol.Records;

namespace OrleansBroker.Storage.Segments;

/// <summary>Reads what a control batch decides.</summary>
internal static class ControlBatch
{
    /// <summary>The transaction marker, or null where the control record is of another kind.</summary>
    public static TransactionMarker? Marker(ReadOnlyMemory<byte> batch)
    {
        using var records = new RecordBatchReader(batch);
        foreach (var record in records)
        {
            return TransactionMarker.TryRead(record, out var marker) ? marker : null;
        }

        return null;
    }
}

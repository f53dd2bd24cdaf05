using OrleansBroker.Protocol.Buffers;

namespace OrleansBroker.Protocol.Records;

/// <summary>Writes a batch anew with another codec; its records stay as they are. Stateless.</summary>
public static class Recompression
{
    /// <summary>Rewrites one batch that the validator accepted.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="codec">The codec that it shall have.</param>
    /// <param name="level">Effort on the codec's own scale; null is its default.</param>
    /// <returns>The new batch with a valid CRC, whose only holder is the caller.</returns>
    /// <exception cref="CompressionUnavailableException">The machine lacks one of the codecs' libraries.</exception>
    public static SharedBuffer Rewrite(ReadOnlySpan<byte> batch, CompressionType codec, int? level)
    {
        var view = new RecordBatchView(batch);
        var options = RecordBatchOptions.From(view) with { Compression = codec, CompressionLevel = level };
        using var builder = new RecordBatchBuilder(options);
        if (view.Compression == CompressionType.None)
        {
            Append(builder, view, view.Records);
            return builder.Build();
        }

        var records = Compression.For(view.Compression)
            .Decompress(view.Records, BatchLimits.DefaultMaxDecompressedBytes, SharedBufferPool.Default);
        try
        {
            Append(builder, view, records.Span);
            return builder.Build();
        }
        finally
        {
            records.Release();
        }
    }

    private static void Append(RecordBatchBuilder builder, in RecordBatchView view, ReadOnlySpan<byte> records) =>
        builder.AppendRun(records, view.RecordCount, view.LastOffsetDelta, view.BaseTimestamp, view.MaxTimestamp);
}

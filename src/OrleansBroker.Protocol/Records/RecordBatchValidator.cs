using OrleansBroker.Protocol.Buffers;

namespace OrleansBroker.Protocol.Records;

/// <summary>
/// Decides whether a batch from a producer may be appended. It runs on every produced byte: one pass for the CRC, one
/// over the lengths inside the records, nothing allocated unless the batch is compressed or wrong.
/// </summary>
/// <remarks>Thread-safe: without state.</remarks>
public static class RecordBatchValidator
{
    /// <summary>Checks that <paramref name="records"/> are exactly one batch that the topic takes.</summary>
    /// <param name="records">The records field of a produce request's partition.</param>
    /// <param name="limits">What the topic and the request's version allow.</param>
    /// <param name="batch">What the batch is, when the answer is <see cref="ErrorCode.None"/>.</param>
    /// <param name="message">What is wrong otherwise, for the response.</param>
    public static ErrorCode Validate(
        ReadOnlySpan<byte> records, in BatchLimits limits, out ValidatedBatch batch, out string? message) =>
        Validate(records, limits, out batch, out message, out _);

    /// <summary>Checks that <paramref name="records"/> are exactly one batch that the topic takes.</summary>
    /// <param name="records">The records field of a produce request's partition.</param>
    /// <param name="limits">What the topic and the request's version allow.</param>
    /// <param name="batch">What the batch is, when the answer is <see cref="ErrorCode.None"/>.</param>
    /// <param name="message">What is wrong otherwise, for the response.</param>
    /// <param name="faults">The records that the topic does not take (by key or timestamp), where it is them; at most
    /// <see cref="RecordFault.CountMax"/>.</param>
    public static ErrorCode Validate(
        ReadOnlySpan<byte> records, in BatchLimits limits, out ValidatedBatch batch, out string? message,
        out IReadOnlyList<RecordFault> faults)
    {
        batch = default;
        faults = [];
        var error = CheckFrame(records, limits, out message);
        if (error != ErrorCode.None)
        {
            return error;
        }

        var view = new RecordBatchView(records);
        error = CheckHeader(view, limits, out message);
        if (error != ErrorCode.None)
        {
            return error;
        }

        var scan = new RecordScan(limits, view.RecordCount, view.BaseTimestamp);
        error = CheckRecords(view, limits, ref scan, out message);
        faults = scan.Faults;
        if (error == ErrorCode.None)
        {
            batch = Describe(view, scan);
        }

        return error;
    }

    /// <summary>Everything before the CRC tells us that the rest can be believed.</summary>
    private static ErrorCode CheckFrame(ReadOnlySpan<byte> records, in BatchLimits limits, out string? message)
    {
        if (records.IsEmpty)
        {
            return Refuse(ErrorCode.InvalidRecord, "There is no record batch.", out message);
        }

        if (!RecordBatchView.TryRead(records, out var view, out var error))
        {
            return error == RecordBatchError.UnsupportedMagic
                ? Refuse(
                    ErrorCode.InvalidRecord,
                    $"Records must have magic 2, not {records[RecordBatchView.MagicAt]}.",
                    out message)
                : Refuse(ErrorCode.CorruptMessage, $"The batch's length is wrong: {error}.", out message);
        }

        if (view.SizeInBytes != records.Length)
        {
            return Refuse(ErrorCode.InvalidRecord, "There must be exactly one record batch.", out message);
        }

        if (records.Length > limits.MaxBatchBytes)
        {
            return Refuse(
                ErrorCode.MessageTooLarge,
                $"The batch has {records.Length} bytes and max.message.bytes is {limits.MaxBatchBytes}.",
                out message);
        }

        return view.IsCrcValid()
            ? Accept(out message)
            : Refuse(ErrorCode.CorruptMessage, "The batch's CRC does not fit its bytes.", out message);
    }

    private static ErrorCode CheckHeader(in RecordBatchView view, in BatchLimits limits, out string? message)
    {
        if (!Compression.IsKnown(view.Compression))
        {
            return Refuse(
                ErrorCode.UnsupportedCompressionType,
                $"There is no compression type {(int)view.Compression}.",
                out message);
        }

        if (view.Compression == CompressionType.Zstd && !limits.AllowsZstd)
        {
            return Refuse(ErrorCode.UnsupportedCompressionType, "Produce before version 7 has no zstd.", out message);
        }

        if (view.IsControl || view.HasDeleteHorizon)
        {
            return Invalid("Clients may not write control batches or delete horizons.", out message);
        }

        if (view.BaseOffset != 0)
        {
            return Invalid($"The base offset must be 0, not {view.BaseOffset}.", out message);
        }

        // As 64 bits: the largest last offset delta plus one is no int.
        if (view.RecordCount <= 0 || view.RecordCount != view.LastOffsetDelta + 1L)
        {
            return Invalid(
                $"The record count is {view.RecordCount} and the last offset delta {view.LastOffsetDelta}.",
                out message);
        }

        if (view.TimestampType == TimestampType.LogAppendTime)
        {
            return Refuse(ErrorCode.InvalidTimestamp, "Only the broker may set the log append time.", out message);
        }

        return CheckProducer(view, out message);
    }

    private static ErrorCode CheckProducer(in RecordBatchView view, out string? message)
    {
        if (!view.HasProducerId)
        {
            return view.IsTransactional
                ? Invalid("A transactional batch needs a producer id.", out message)
                : Accept(out message);
        }

        return view.ProducerEpoch < 0 || view.BaseSequence < 0
            ? Invalid(
                $"Producer {view.ProducerId} has epoch {view.ProducerEpoch} and sequence {view.BaseSequence}.",
                out message)
            : Accept(out message);
    }

    private static ErrorCode CheckRecords(
        in RecordBatchView view, in BatchLimits limits, ref RecordScan scan, out string? message)
    {
        if (view.Compression == CompressionType.None)
        {
            return scan.Run(view.Records, out message);
        }

        SharedBuffer records;
        try
        {
            records = Compression.For(view.Compression)
                .Decompress(view.Records, limits.MaxDecompressedBytes, SharedBufferPool.Default);
        }
        catch (RecordBatchException error)
        {
            return Invalid(error.Message, out message);
        }
        catch (CompressionUnavailableException error)
        {
            return Refuse(ErrorCode.UnsupportedCompressionType, error.Message, out message);
        }

        try
        {
            return scan.Run(records.Span, out message);
        }
        finally
        {
            records.Release();
        }
    }

    private static ValidatedBatch Describe(in RecordBatchView view, in RecordScan scan) => new()
    {
        SizeInBytes = view.SizeInBytes,
        RecordCount = view.RecordCount,
        LastOffsetDelta = view.LastOffsetDelta,
        BaseTimestamp = view.BaseTimestamp,
        MaxTimestamp = scan.MaxTimestamp,
        MaxTimestampOffsetDelta = scan.MaxTimestampOffsetDelta,
        Compression = view.Compression,
        ProducerId = view.ProducerId,
        ProducerEpoch = view.ProducerEpoch,
        BaseSequence = view.BaseSequence,
        LastSequence = view.LastSequence,
        IsTransactional = view.IsTransactional,
    };

    private static ErrorCode Accept(out string? message)
    {
        message = null;
        return ErrorCode.None;
    }

    private static ErrorCode Invalid(string reason, out string? message) =>
        Refuse(ErrorCode.InvalidRecord, reason, out message);

    private static ErrorCode Refuse(ErrorCode error, string reason, out string? message)
    {
        message = reason;
        return error;
    }
}

using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Records;
using OrleansBroker.Storage.Segments;
using OrleansBroker.Storage.Tail;

namespace OrleansBroker.Storage.Append;

/// <summary>
/// Appends batches: checks producers, assigns offsets and epoch in the copy, gathers neighbours into one write, and
/// admits them when it has succeeded.
/// </summary>
/// <remarks>
/// Runs under the log's write lock. Between writes nothing is pending. When a write fails, everything pending is
/// undone and the log goes offline, or waits for room on a full disk: what was admitted before stays readable.
/// </remarks>
internal sealed class LogAppender(PartitionLog log, LogTail tail)
{
    private readonly List<PlacedBatch> _pending = [];
    private TailChunk? _chunk;
    private long _nextOffset;

    public void Append(WriteToken token, ReadOnlySpan<AppendRequest> requests, Span<AppendResult> results)
    {
        _nextOffset = log.LogEndOffset;
        results.Fill(AppendResult.Failed(ErrorCode.KafkaStorageError, log.LogStartOffset));
        try
        {
            for (var index = 0; index < requests.Length; index++)
            {
                results[index] = Place(token, requests[index]);
            }

            WritePending();
        }
        catch (Exception failure)
        {
            Undo();
            if (!log.TakeBackIfFull(failure))
            {
                log.Fail(failure);
            }

            FailUnwritten(results);
        }
        finally
        {
            CloseChunk();
        }
    }

    private AppendResult Place(WriteToken token, in AppendRequest request)
    {
        var batch = BatchInfo.Of(new RecordBatchView(request.Batch.Span));
        Invariant.Check(batch.SizeInBytes == request.Batch.Length, "an append request is exactly one batch");
        if (token.Role == LogRole.Leader)
        {
            batch = batch with
            {
                BaseOffset = _nextOffset,
                LastOffset = _nextOffset + (batch.LastOffset - batch.BaseOffset),
                LeaderEpoch = token.LeaderEpoch,
            };
            if (Refuse(batch, request) is { } refusal)
            {
                return refusal;
            }
        }
        else if (RefuseReplicated(batch, token) is var error && error != ErrorCode.None)
        {
            return AppendResult.Failed(error, log.LogStartOffset);
        }

        // The broker's own time also decides about rolling, or a producer's strange clock would roll at every batch.
        var isStamped = token.Role == LogRole.Leader
            && !batch.IsControl && log.Config.TimestampType == TimestampType.LogAppendTime;
        batch = isStamped ? batch with { MaxTimestampMs = log.NowMs() } : batch;
        MakeRoom(batch);
        return Copy(batch, request.Batch, token.Role, isStamped);
    }

    /// <summary>A batch of a later epoch than the follower's own comes from a leader whom it does not follow yet: it
    /// may have to be cut first (KAFKA-18723).</summary>
    private ErrorCode RefuseReplicated(in BatchInfo batch, WriteToken token)
    {
        if (batch.BaseOffset < _nextOffset)
        {
            return ErrorCode.OffsetOutOfRange;
        }

        return batch.LeaderEpoch > token.LeaderEpoch ? ErrorCode.UnknownLeaderEpoch : ErrorCode.None;
    }

    /// <summary>The answer to a batch that is not to be written; null for one that is.</summary>
    private AppendResult? Refuse(in BatchInfo batch, in AppendRequest request)
    {
        if (!batch.HasProducerId)
        {
            return null;
        }

        var marker = batch.IsControl ? ControlBatch.Marker(request.Batch) : null;
        var error = log.Producers.Check(batch, marker, request.RequireFirstSequence, out var original);
        if (error != ErrorCode.None)
        {
            return AppendResult.Failed(error, log.LogStartOffset);
        }

        return original is { } earlier
            ? new AppendResult(
                ErrorCode.None, earlier.FirstOffset, earlier.LastOffset, earlier.TimestampMs, log.LogStartOffset, true)
            : null;
    }

    private void MakeRoom(in BatchInfo batch)
    {
        if (log.MustRollBefore(batch, _chunk?.Pending.Length ?? 0))
        {
            WritePending();

            // Not at the batch, before which a follower may have a gap: should the write fail on a full disk, another
            // batch may come that lies within it.
            log.Roll(Math.Max(_nextOffset, batch.LastOffset - int.MaxValue));
        }

        if (_chunk is null || !_chunk.HasRoom(batch.SizeInBytes))
        {
            WritePending();
            CloseChunk();
            _chunk = tail.Open(batch.SizeInBytes, batch.BaseOffset);
        }
    }

    private AppendResult Copy(in BatchInfo batch, ReadOnlyMemory<byte> bytes, LogRole role, bool isStamped)
    {
        var copy = _chunk!.Place(bytes.Span);
        if (role == LogRole.Leader)
        {
            RecordBatchHeader.SetBaseOffset(copy, batch.BaseOffset);
            RecordBatchHeader.SetLeaderEpoch(copy, batch.LeaderEpoch);
        }

        if (isStamped)
        {
            RecordBatchHeader.SetMaxTimestampAndType(copy, TimestampType.LogAppendTime, batch.MaxTimestampMs);
        }

        _pending.Add(new PlacedBatch(batch, ApplyToProducers(batch, bytes)));
        _nextOffset = batch.LastOffset + 1;
        var appendTimeMs = isStamped ? batch.MaxTimestampMs : -1;
        return new AppendResult(
            ErrorCode.None, batch.BaseOffset, batch.LastOffset, appendTimeMs, log.LogStartOffset, false);
    }

    private AbortedTransaction? ApplyToProducers(in BatchInfo batch, ReadOnlyMemory<byte> bytes)
    {
        if (!batch.HasProducerId)
        {
            return null;
        }

        if (!batch.IsControl)
        {
            log.Producers.Apply(batch);
            return null;
        }

        return ControlBatch.Marker(bytes) is { } marker ? log.Producers.ApplyMarker(batch, marker) : null;
    }

    private void WritePending()
    {
        if (_pending.Count == 0)
        {
            return;
        }

        var segment = log.Segments.Active;
        segment.Write(_chunk!.Pending);
        AddAborted(segment);
        foreach (var (batch, _) in _pending)
        {
            if (batch.LeaderEpoch >= 0)
            {
                log.Epochs.Assign(batch.LeaderEpoch, batch.BaseOffset);
            }

            segment.Admit(batch, log.Config.IndexIntervalBytes);
            _chunk.Admit(batch.BaseOffset, batch.SizeInBytes);
        }

        _pending.Clear();
        log.Producers.Commit();
        log.AdvanceEnd(segment.NextOffset);
    }

    /// <summary>The last that may fail: from here on, all of the write is admitted.</summary>
    private void AddAborted(LogSegment segment)
    {
        foreach (var (_, aborted) in _pending)
        {
            if (aborted is { } transaction)
            {
                segment.Transactions.Add(transaction);
            }
        }
    }

    private void Undo()
    {
        _pending.Clear();
        _chunk?.DropPending();
        log.Producers.RollBack();
    }

    private void CloseChunk()
    {
        _chunk?.Unpin();
        _chunk = null;
    }

    /// <summary>Also what came behind the first batch that is not written: it was judged as if that one were.</summary>
    private void FailUnwritten(Span<AppendResult> results)
    {
        var isUnwritten = false;
        foreach (ref var result in results)
        {
            isUnwritten |= result.Error == ErrorCode.None && result.LastOffset >= log.LogEndOffset;
            result = isUnwritten ? AppendResult.Failed(ErrorCode.KafkaStorageError, log.LogStartOffset) : result;
        }
    }

    private readonly record struct PlacedBatch(BatchInfo Batch, AbortedTransaction? Aborted);
}

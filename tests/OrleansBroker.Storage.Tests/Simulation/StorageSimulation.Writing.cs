using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Records;
using OrleansBroker.Storage.Tests.Kit;

namespace OrleansBroker.Storage.Tests.Simulation;

/// <summary>Appends in both roles, and what moves the log's offsets.</summary>
internal sealed partial class StorageSimulation
{
    private void Append()
    {
        var segments = _log.Segments.All.Length;
        if (_token.Role == LogRole.Leader)
        {
            AppendAsLeader();
        }
        else
        {
            AppendAsFollower();
        }

        if (_log.Segments.All.Length > segments)
        {
            Events.Add(SimulatedEvent.Roll);
        }
    }

    private void AppendAsLeader()
    {
        var requests = new AppendRequest[_random.Next(1, 5)];
        for (var index = 0; index < requests.Length; index++)
        {
            requests[index] = new AppendRequest(_source.Next(_time.NowMs))
            {
                RequireFirstSequence = _random.Next(6) == 0,
            };
        }

        var results = new AppendResult[requests.Length];
        _log.Append(_token, requests, results);
        var end = _model.End;
        var maybe = new List<ModelBatch>();
        foreach (var (request, result) in requests.Zip(results))
        {
            long? appendTimeMs = _config.TimestampType == TimestampType.LogAppendTime ? _time.NowMs : null;
            var batch = ModelBatch.Stored(request.Batch.ToArray(), end, _token.LeaderEpoch, appendTimeMs);
            end = Follow(batch, request.RequireFirstSequence, result, maybe) ? batch.Next : end;
        }

        _model.AppendMaybe(maybe);
    }

    /// <summary>Compares the answer to one batch with the model; true when the batch takes its offsets.</summary>
    private bool Follow(ModelBatch batch, bool requireFirstSequence, AppendResult result, List<ModelBatch> maybe)
    {
        var verdicts = _model.Producers.Judge(batch, requireFirstSequence).ToList();
        if (result.Error == ErrorCode.KafkaStorageError)
        {
            if (!_log.IsOffline)
            {
                // What a full disk refuses was not written, whatever happens next.
                Assert.True(_folder.IsFull);
                return false;
            }

            var isPlaced = verdicts[0] is { Error: ErrorCode.None, Original: null };
            if (isPlaced)
            {
                Note($"perhaps {batch.Base}-{batch.Info.LastOffset}");
                maybe.Add(batch);
                _model.Producers.Apply(batch);
            }

            return isPlaced;
        }

        // A snapshot may know a batch that damage has taken from the model.
        var isOfDamage = result.IsDuplicate && IsDamaged;
        Assert.True(
            isOfDamage || verdicts.Contains((result.Error, result.IsDuplicate ? result.BaseOffset : null)),
            $"{batch.Info} got {result}, and not {string.Join(" or ", verdicts)}");
        if (result.Error != ErrorCode.None || result.IsDuplicate)
        {
            NoteRefusal(result);
            return false;
        }

        Assert.Equal((batch.Base, batch.Info.LastOffset), (result.BaseOffset, result.LastOffset));
        var isStamped = _config.TimestampType == TimestampType.LogAppendTime && !batch.Info.IsControl;
        Assert.Equal(isStamped ? _time.NowMs : -1, result.AppendTimeMs);
        Take(batch, isStamped ? SimulatedEvent.LogAppendTime : SimulatedEvent.LeaderAppend);
        return true;
    }

    private void Take(ModelBatch batch, SimulatedEvent how)
    {
        Note(how, $"{batch.Base}-{batch.Info.LastOffset}, {batch.Bytes.Length} bytes, "
            + $"producer {batch.Info.ProducerId} epoch {batch.Info.ProducerEpoch} from {batch.Info.BaseSequence}, "
            + $"{(batch.Info.IsControl ? batch.Marker?.Type : batch.Info.IsTransactional)}");
        if (batch.Bytes.Length > _config.SegmentBytes)
        {
            Events.Add(SimulatedEvent.BatchLargerThanSegment);
        }

        _model.Append(batch);
        _model.Producers.Apply(batch);
    }

    private void NoteRefusal(AppendResult result) => Events.Add(result.Error switch
    {
        ErrorCode.None => SimulatedEvent.Duplicate,
        ErrorCode.InvalidProducerEpoch => SimulatedEvent.FencedProducer,
        ErrorCode.TransactionCoordinatorFenced => SimulatedEvent.FencedCoordinator,
        ErrorCode.InvalidTxnState => SimulatedEvent.InvalidTransaction,
        _ => SimulatedEvent.OutOfOrderSequence,
    });

    /// <summary>What a leader has written: with its offsets, which may leave gaps, and its epochs.</summary>
    private void AppendAsFollower()
    {
        var producers = new ModelProducers();
        var requests = new List<ModelBatch>();
        var end = _model.End;
        var epoch = Math.Max(_model.Batches.LastOrDefault()?.Info.LeaderEpoch ?? 0, 0);
        for (var count = _random.Next(1, 4); count > 0; count--)
        {
            end += _leavesGaps && _random.Next(8) == 0 ? _random.Next(1, 6) : 0;
            epoch = _random.Next(3) == 0 ? _random.Next(epoch, _token.LeaderEpoch + 1) : epoch;
            long? appendTimeMs = _random.Next(8) == 0 ? _time.NowMs : null;
            var batch = ModelBatch.Stored(_source.Next(_time.NowMs), end, epoch, appendTimeMs);
            var isNew = producers.Find(batch.Info.ProducerId) is null;
            if (isNew && _model.Producers.Judge(batch, false).ToList() is [(ErrorCode.None, null)])
            {
                producers.Apply(batch);
                requests.Add(batch);
                end = batch.Next;
            }
        }

        AppendAsFollower(requests);
    }

    private void AppendAsFollower(List<ModelBatch> batches)
    {
        var results = new AppendResult[batches.Count];
        _log.Append(_token, [.. batches.Select(batch => new AppendRequest(batch.Bytes))], results);
        var maybe = new List<ModelBatch>();
        foreach (var (batch, result) in batches.Zip(results))
        {
            if (result.Error == ErrorCode.KafkaStorageError)
            {
                Assert.True(_log.IsOffline || _folder.IsFull);
                maybe.AddRange(_log.IsOffline ? [batch] : []);
                continue;
            }

            Assert.Equal((ErrorCode.None, batch.Base, false), (result.Error, result.BaseOffset, result.IsDuplicate));
            Take(batch, SimulatedEvent.FollowerAppend);
        }

        _model.AppendMaybe(maybe);
    }

    /// <summary>Writers with an old token, an old epoch, or bytes that are not next in the log.</summary>
    private void WriteWhatIsRefused()
    {
        if (_voided.Count > 0)
        {
            var old = _voided[_random.Next(_voided.Count)];
            Assert.Equal(ErrorCode.NotLeaderOrFollower, _log.Append(old, _source.Next(_time.NowMs)).Error);
            Assert.Throws<StaleEpochException>(() => _log.TruncateTo(old, _model.Start));
            Note(SimulatedEvent.VoidToken);
        }

        Assert.Throws<StaleEpochException>(() => _log.Take(_token.LeaderEpoch - 1, LogRole.Follower));
        Note(SimulatedEvent.StaleEpoch);
        if (_token.Role == LogRole.Follower && _model.End > 0)
        {
            var below = ModelBatch.Stored(Batches.Of("x"), _random.NextInt64(_model.End), _token.LeaderEpoch);
            Assert.Equal(ErrorCode.OffsetOutOfRange, _log.Append(_token, below.Bytes).Error);
            Note(SimulatedEvent.BelowLogEnd);
            var later = ModelBatch.Stored(Batches.Of("x"), _model.End, _token.LeaderEpoch + 1);
            Assert.Equal(ErrorCode.UnknownLeaderEpoch, _log.Append(_token, later.Bytes).Error);
            Note(SimulatedEvent.LaterEpochThanToken);
        }
    }

    private void TakeRole() => TakeRole(_random.Next(5) < 2 ? LogRole.Follower : LogRole.Leader);

    private void TakeRole(LogRole role)
    {
        if (_token is not null)
        {
            _voided.Add(_token);
        }

        _epoch = Math.Max(_epoch, _log.LatestLeaderEpoch) + _random.Next(1, 3);
        _token = _log.Take(_epoch, role);
        if (role == LogRole.Leader)
        {
            _model.Epochs.Assign(_epoch, _model.End);
        }
        else
        {
            _model.Epochs.CutEnd(_model.End);
        }
    }

    private void Flush()
    {
        Note("flush");
        _folder.RequestFlush(_log);
        if (!_log.IsOffline && !_folder.IsFull)
        {
            Assert.Equal(_model.End, _log.FlushedEndOffset);
        }

        _model.Flushed = Math.Max(_model.Flushed, _log.FlushedEndOffset);
    }

    /// <summary>The owner moves the high watermark, and behind it the last stable offset.</summary>
    private void AdvanceOffsets()
    {
        _model.HighWatermark = _random.Next(3) == 0
            ? _model.End
            : _random.NextInt64(_model.HighWatermark, _model.End + 1);
        _log.AdvanceHighWatermark(_model.HighWatermark);
        var unstable = _log.Producers.FirstUnstableOffset(_model.HighWatermark);
        if (_producersAreCertain && _transactionsAreCertain && !IsDamaged)
        {
            Assert.Equal(_model.Producers.FirstUnstable(_model.HighWatermark), unstable);
        }

        if (unstable is not null)
        {
            Events.Add(SimulatedEvent.UnstableTransaction);
        }

        var stable = Math.Min(unstable ?? long.MaxValue, _model.HighWatermark);
        _log.AdvanceLastStableOffset(stable);
        _model.LastStable = Math.Max(_model.LastStable, stable);
    }

    /// <summary>A follower finds out where it parted from its leader: often within a batch.</summary>
    private void Truncate()
    {
        if (IsDamaged)
        {
            return;
        }

        if (_token.Role == LogRole.Leader)
        {
            TakeRole(LogRole.Follower);
        }

        Truncate(TruncationPoint());
    }

    private long TruncationPoint()
    {
        // What the cleaner took below the high watermark was taken for good.
        var isDeep = !_config.CleanupCompact && _random.Next(3) == 0;
        return isDeep
            ? _random.NextInt64(Math.Max(_model.Start - 3, 0), _model.End + 1)
            : _random.NextInt64(_model.HighWatermark, _model.End + 1);
    }

    private void Truncate(long offset)
    {
        Note(SimulatedEvent.Truncation, $"to {offset}");
        Events.Add(offset < _model.HighWatermark
            ? SimulatedEvent.TruncationBelowHighWatermark
            : SimulatedEvent.Truncation);
        if (_model.Batches.Any(batch => batch.Base < offset && batch.Next > offset))
        {
            Events.Add(SimulatedEvent.TruncationInsideBatch);
        }

        // Whatever becomes of it, nobody may rely on what was to be cut.
        _model.Flushed = Math.Min(_model.Flushed, Math.Max(offset, _model.Start));
        var end = _log.LogEndOffset;
        _isUncertain = true;
        _log.TruncateTo(_token, offset);
        _isUncertain = false;
        if (offset < end)
        {
            _model.TruncateTo(offset, _log.LogEndOffset);
            _producersAreCertain = false;
        }
    }

    private void DeleteRecords()
    {
        var start = _random.NextInt64(_model.Start, _model.HighWatermark + 1);
        Note(SimulatedEvent.DeletedRecords, $"to {start}");
        _model.MoveStart(start);
        _log.DeleteRecordsTo(start);
    }
}

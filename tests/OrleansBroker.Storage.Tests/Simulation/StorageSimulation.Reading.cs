using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Records;
using OrleansBroker.Storage.Producers;
using OrleansBroker.Storage.Tests.Kit;

namespace OrleansBroker.Storage.Tests.Simulation;

/// <summary>Reads, lookups, and what the log tells of its producers and epochs.</summary>
internal sealed partial class StorageSimulation
{
    /// <summary>False from a restart or a cut on, when older snapshots decide, until the next comparison.</summary>
    private bool _producersAreCertain = true;

    /// <summary>False when the log has forgotten what its undecided transactions come from.</summary>
    private bool _transactionsAreCertain = true;

    private long RandomBound() => _random.Next(4) switch
    {
        0 => _model.LastStable,
        1 => _random.NextInt64(_model.Start, _model.End + 1),
        2 => _model.End,
        _ => _model.HighWatermark,
    };

    private async Task ReadAsync()
    {
        var offset = _random.NextInt64(_model.Start - 1, _model.End + 2);
        var bound = RandomBound();
        var maxBytes = _random.Next(4) == 0 ? _random.Next(1, 100_000) : _random.Next(1, 8_000);
        using var read = await _log.ReadAsync(offset, maxBytes, bound, true, CancellationToken.None);
        if (_isUncertain)
        {
            return;
        }

        if (offset < _model.Start || offset > _model.End)
        {
            Assert.Equal(ErrorCode.OffsetOutOfRange, read.Error);
            Events.Add(SimulatedEvent.RefusedRead);
            return;
        }

        if (read.Error == ErrorCode.CorruptMessage)
        {
            Assert.Contains(_log.DamagedOffsets, range => offset < range.To);
            return;
        }

        var isRefused = read.Error == ErrorCode.KafkaStorageError && _disk.ReadsUntilFailure < 0;
        Assert.True(isRefused || read.Error == ErrorCode.None, $"a read failed: {read.Error}");
        if (isRefused)
        {
            return;
        }

        _model.CheckRead(offset, maxBytes, bound, LogExtensions.Split(read.Bytes));
        Events.Add(bound < _model.End ? SimulatedEvent.ReadBelowHighWatermark : SimulatedEvent.ReadFromDisk);
    }

    /// <summary>Reads as a read_committed consumer does: up to the last stable offset, without aborted
    /// records.</summary>
    private async Task ReadCommittedAsync()
    {
        var offset = _random.NextInt64(_model.Start, _model.LastStable + 1);
        while (offset < _model.LastStable && !IsDamaged)
        {
            using var read = await _log.ReadAsync(
                offset, _random.Next(1, 20_000), _model.LastStable, true, CancellationToken.None);
            Assert.Equal(ErrorCode.None, read.Error);
            if (read.Bytes.IsEmpty)
            {
                break;
            }

            Assert.Equal(_model.Committed(offset, read.NextOffset), Visible(read, offset));
            offset = read.NextOffset;
        }
    }

    /// <summary>What Kafka's clients make of an answer and its aborted transactions.</summary>
    private List<long> Visible(LogRead read, long offset)
    {
        var aborted = new Queue<AbortedTransaction>(
            _log.AbortedTransactions(offset, read.NextOffset).OrderBy(one => one.FirstOffset));
        var aborting = new HashSet<long>();
        var visible = new List<long>();
        foreach (var batch in LogExtensions.Split(read.Bytes).Select(bytes => new ModelBatch(bytes)))
        {
            while (aborted.TryPeek(out var next) && next.FirstOffset <= batch.Info.LastOffset)
            {
                Events.Add(SimulatedEvent.AbortedTransaction);
                aborting.Add(aborted.Dequeue().ProducerId);
            }

            if (batch.Info.IsControl)
            {
                var isAbort = batch.Marker is { Type: ControlRecordType.Abort };
                aborting.RemoveWhere(id => isAbort && id == batch.Info.ProducerId);
            }
            else if (!batch.Info.IsTransactional || !aborting.Contains(batch.Info.ProducerId))
            {
                visible.AddRange(batch.Records.Select(record => record.Offset).Where(one => one >= offset));
            }
        }

        return visible;
    }

    /// <summary>ListOffsets by timestamp and by the largest one.</summary>
    private async Task LookUpAsync()
    {
        if (_disk.ReadsUntilFailure is not null)
        {
            return;
        }

        var bound = RandomBound();
        var timestamp = _random.Next(2) == 0 && _model.Batches.LastOrDefault()?.Info.MaxTimestampMs is >= 0 and { } last
            ? last
            : _time.NowMs - _random.Next(40_000);
        var found = await _log.FindByTimestampAsync(timestamp, bound, CancellationToken.None);
        var expected = _model.FirstAtOrAfter(timestamp, bound);
        Assert.Equal((expected?.Offset, expected?.TimestampMs), (found?.Offset, found?.TimestampMs));
        var youngest = await _log.FindMaxTimestampAsync(bound, CancellationToken.None);
        expected = _model.MaxTimestamp(bound);
        Assert.Equal((expected?.Offset, expected?.TimestampMs), (youngest?.Offset, youngest?.TimestampMs));
        if (found is not null)
        {
            Events.Add(SimulatedEvent.TimestampLookup);
        }
    }

    /// <summary>OffsetForLeaderEpoch.</summary>
    private void CheckEpochs()
    {
        if (_model.CleanableEnd > 0 || !_model.BeginsAtStart)
        {
            return;
        }

        if (_model.Start < _model.HighestStart)
        {
            // The log start was not checkpointed, and went back; the epochs below it stay forgotten.
            Assert.All(
                _model.Batches.Where(batch => batch.Base >= _model.HighestStart),
                batch => Assert.Equal(batch.Info.LeaderEpoch, _log.Epochs.EpochAt(batch.Base)));
            return;
        }

        Assert.Equal(_model.Epochs.Entries, _log.Epochs.Entries);
        var epoch = _random.Next(-1, _epoch + 2);
        Assert.Equal(_model.Epochs.EndOf(epoch, _model.End), _log.Epochs.EndOffsetFor(epoch, _log.LogEndOffset));
        Events.Add(SimulatedEvent.EpochLookup);
    }

    /// <summary>What a Fetch by a read_committed consumer is told of any range.</summary>
    private void CheckAbortedTransactions()
    {
        if (IsDamaged || !_transactionsAreCertain || _config.CleanupCompact || !_model.IsWhole)
        {
            return;
        }

        var from = _random.NextInt64(_model.Start, _model.End + 1);
        var to = _random.NextInt64(from, _model.End + 2);
        Assert.Equal(
            _model.AbortedTransactions().Where(one => one.Marker >= from && one.First < to),
            _log.AbortedTransactions(from, to).Select(one => (one.ProducerId, one.FirstOffset, one.LastOffset)));
    }

    /// <summary>DescribeProducers.</summary>
    private void CheckProducers()
    {
        var described = _log.Producers.Describe();
        if (_producersAreCertain && !IsDamaged)
        {
            var before = _model.Producers.Count;
            _model.Producers.Check(described, _time.NowMs - (long)ProducerExpiry.TotalMilliseconds);
            if (_model.Producers.Count < before)
            {
                Events.Add(SimulatedEvent.ForgottenProducer);
            }

            return;
        }

        // Where everything that was ever written is still there, restarts and cuts change nothing.
        _transactionsAreCertain = !IsDamaged && _model is
        {
            IsWhole: true, CleanableEnd: < 0, IsContiguous: true, Producers.HaveForgotten: false,
        };
        if (_transactionsAreCertain)
        {
            _model.Producers.Check(described, _time.NowMs - (long)ProducerExpiry.TotalMilliseconds);
        }
        else
        {
            _model.Producers.Adopt(described);
        }

        _producersAreCertain = true;
    }
}

namespace OrleansBroker.Protocol.Records;

/// <summary>The validator's walk over the decompressed records of one batch. Single use, on the stack.</summary>
internal struct RecordScan
{
    private readonly int _recordCount;
    private readonly long _baseTimestamp;
    private readonly bool _requiresKeys;
    private readonly bool _checksTimestamps;
    private readonly long _nowMs;
    private readonly ulong _beforeMaxMs;
    private readonly ulong _afterMaxMs;
    private List<RecordFault>? _faults;
    private int _faultCount;
    private ErrorCode _error;

    public RecordScan(in BatchLimits limits, int recordCount, long baseTimestamp)
    {
        _recordCount = recordCount;
        _baseTimestamp = baseTimestamp;
        _requiresKeys = limits.RequiresKeys;
        _checksTimestamps = limits.TimestampType == TimestampType.CreateTime;
        _nowMs = limits.NowMs;
        _beforeMaxMs = (ulong)limits.TimestampBeforeMaxMs;
        _afterMaxMs = (ulong)limits.TimestampAfterMaxMs;
        MaxTimestamp = long.MinValue;
    }

    /// <summary>Largest timestamp seen.</summary>
    public long MaxTimestamp { get; private set; }

    /// <summary>Offset delta of the first record that has it.</summary>
    public int MaxTimestampOffsetDelta { get; private set; }

    /// <summary>The records that the topic does not take, as many as are told.</summary>
    public readonly IReadOnlyList<RecordFault> Faults => _faults is null ? Array.Empty<RecordFault>() : _faults;

    public ErrorCode Run(ReadOnlySpan<byte> records, out string? message)
    {
        var at = 0;
        for (var index = 0; index < _recordCount; index++)
        {
            if (!RecordLayout.TryRead(records, at, out var record))
            {
                message = $"Record {index} of {_recordCount} is cut short or a length in it is wrong.";
                return ErrorCode.InvalidRecord;
            }

            var error = Check(record, index, out message);
            if (error != ErrorCode.None)
            {
                return error;
            }

            at = record.End;
        }

        if (at != records.Length)
        {
            message = $"{records.Length - at} bytes follow the {_recordCount} records that the batch's header counts.";
            return ErrorCode.InvalidRecord;
        }

        message = _faults is null ? null : $"{_faultCount} records are refused. {_faults[0].Message}";
        return _error;
    }

    private ErrorCode Check(in RecordLayout record, int index, out string? message)
    {
        message = null;
        if (record.OffsetDelta != index)
        {
            message = $"Record {index} has offset delta {record.OffsetDelta}.";
            return ErrorCode.InvalidRecord;
        }

        if (_requiresKeys && record.KeyLength < 0)
        {
            Refuse(ErrorCode.InvalidRecord, index, $"Record {index} has no key, and the topic is compacted.");
        }

        var timestamp = _baseTimestamp + record.TimestampDelta;
        if (timestamp > MaxTimestamp)
        {
            MaxTimestamp = timestamp;
            MaxTimestampOffsetDelta = index;
        }

        if (_checksTimestamps && timestamp != RecordBatchBuilder.NoTimestamp && !IsNear(timestamp))
        {
            Refuse(
                ErrorCode.InvalidTimestamp,
                index,
                $"Record {index} has timestamp {timestamp}, too far from the broker's clock at {_nowMs}.");
        }

        return ErrorCode.None;
    }

    /// <summary>Notes a record that the topic does not take; the others are looked at too. A wrong timestamp
    /// counts for more, as with Kafka.</summary>
    private void Refuse(ErrorCode error, int index, string message)
    {
        _error = _error == ErrorCode.InvalidTimestamp ? _error : error;
        _faultCount++;
        _faults ??= [];
        if (_faults.Count < RecordFault.CountMax)
        {
            _faults.Add(new RecordFault(index, message));
        }
    }

    /// <summary>The difference of two longs always fits an unsigned one.</summary>
    private readonly bool IsNear(long timestamp) =>
        timestamp <= _nowMs
            ? (ulong)_nowMs - (ulong)timestamp <= _beforeMaxMs
            : (ulong)timestamp - (ulong)_nowMs <= _afterMaxMs;
}

using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using OrleansBroker.Coordination.Shard;
using OrleansBroker.Protocol;

namespace OrleansBroker.Grains.Coordinators;

/// <summary>
/// Sleeping groups whose records are being read, and the calls that wait for them in their order, while the shard
/// goes on with its other groups.
/// </summary>
/// <remarks>Single-threaded, but for the reads: they end elsewhere and only ask for a step.</remarks>
internal sealed partial class WakingGroups(CoordinatorLog log, ILogger logger, Action askForStep)
{
    /// <summary>Enough to keep a disk busy, and few enough that a shard's other reads are not held up.</summary>
    private const int MaxReads = 16;

    /// <summary>More members than that ask again: a group that wakes is no queue of its own.</summary>
    private const int MaxWaitingCalls = 1_000;

    private readonly Dictionary<string, Waking> _groups = new(StringComparer.Ordinal);
    private readonly Queue<Waking> _waitForRead = new();
    private readonly ConcurrentQueue<Waking> _read = new();
    private int _reads;

    public bool Contains(string groupId) => _groups.ContainsKey(groupId);

    /// <summary>Reads a group's records as soon as there is room.</summary>
    public void Begin(string groupId, IReadOnlyList<long> positions, CancellationToken cancellationToken)
    {
        var waking = new Waking(groupId, positions);
        _groups.Add(groupId, waking);
        _waitForRead.Enqueue(waking);
        StartReads(cancellationToken);
    }

    /// <summary>Lets a call wait for its group; refused when too many do already.</summary>
    public void Enqueue(GroupCall call)
    {
        var calls = _groups[call.GroupId!].Calls;
        if (calls.Count < MaxWaitingCalls)
        {
            calls.Enqueue(call);
        }
        else
        {
            call.Refuse(ErrorCode.CoordinatorLoadInProgress);
        }
    }

    /// <summary>A group that has been read, or could not be.</summary>
    public bool TryTake(out string groupId, out List<(CoordinatorRecord Record, long Position)>? records,
        out Queue<GroupCall> calls, CancellationToken cancellationToken)
    {
        var isRead = _read.TryDequeue(out var waking);
        (groupId, records, calls) = (waking?.GroupId ?? "", waking?.Records, waking?.Calls ?? []);
        if (isRead)
        {
            _groups.Remove(groupId);
            _reads--;
            StartReads(cancellationToken);
        }

        return isRead;
    }

    /// <summary>The shard is gone: whoever waits has to ask again.</summary>
    public void Abandon(ErrorCode error)
    {
        foreach (var call in _groups.Values.SelectMany(waking => waking.Calls))
        {
            call.Refuse(error);
        }

        _groups.Clear();
        _waitForRead.Clear();
    }

    private void StartReads(CancellationToken cancellationToken)
    {
        while (_reads < MaxReads && _waitForRead.TryDequeue(out var waking))
        {
            _reads++;
            _ = ReadAsync(waking, cancellationToken);
        }
    }

    private async Task ReadAsync(Waking waking, CancellationToken cancellationToken)
    {
        try
        {
            waking.Records = await log.ReadAtAsync(waking.Positions, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The epoch has ended; the group's calls are refused with all others.
        }
        catch (Exception failure)
        {
            LogUnread(logger, failure, waking.GroupId, log.Name);
        }

        _read.Enqueue(waking);
        askForStep();
    }

    [LoggerMessage(35, LogLevel.Warning, "What {Partition} holds of group {Group} could not be read.")]
    private static partial void LogUnread(
        ILogger logger, Exception failure, string group, TopicPartition partition);

    private sealed class Waking(string groupId, IReadOnlyList<long> positions)
    {
        public string GroupId => groupId;

        public IReadOnlyList<long> Positions => positions;

        public Queue<GroupCall> Calls { get; } = new();

        /// <summary>What was read; null when that failed.</summary>
        public List<(CoordinatorRecord Record, long Position)>? Records { get; set; }
    }
}

using OrleansBroker.Coordination.Classic;
using OrleansBroker.Coordination.Consumer;
using OrleansBroker.Coordination.Offsets;

namespace OrleansBroker.Coordination.Shard;

/// <summary>From the log into memory.</summary>
public sealed partial class CoordinatorShard
{
    /// <summary>Applies a committed record while loading.</summary>
    /// <param name="key">The record's key; borrowed for the call.</param>
    /// <param name="value">Its value, null for a tombstone; borrowed for the call.</param>
    /// <param name="position">Its offset in the partition.</param>
    /// <param name="producerId">Of a transactional batch the producer's id; otherwise -1.</param>
    /// <returns>False for a kind of record that is not the group coordinator's, or from a newer broker.</returns>
    /// <exception cref="Protocol.Wire.WireFormatException">The record is of a known kind and malformed.</exception>
    /// <exception cref="InvalidOperationException">The load is complete.</exception>
    public bool Replay(
        ReadOnlyMemory<byte> key, ReadOnlyMemory<byte>? value, long position, long producerId = -1)
    {
        var replay = _replay ?? throw new InvalidOperationException("The load is complete.");
        return producerId < 0
            ? replay.Apply(key, value, position)
            : ReplayPending(key, value, position, producerId);
    }

    /// <summary>Applies a transaction marker, while loading or when it is committed. A group with an open transaction
    /// does not sleep.</summary>
    public void EndTransaction(long producerId, bool isCommitted)
    {
        if (!_openTransactions.Remove(producerId, out var groups))
            return;
        foreach (var group in groups)
            group.EndTransaction(producerId, isCommitted);
    }

    /// <summary>The whole partition was replayed: sessions begin anew, groups without members go to sleep.</summary>
    public void CompleteLoad(long nowMs)
    {
        _replay = null;
        foreach (var group in _groups.Awake.ToList())
        {
            var turn = Begin(group, nowMs);
            group.ExpiryDeadline = OffsetExpiry.NextCheck(turn);
            if (group.Classic is { } classic)
                ClassicMembership.OnLoaded(turn, classic);
            if (group.Consumer is { } consumer)
                ConsumerSessions.ExtendAll(turn, consumer);
            if (group.IsNothing)
                _groups.Forget(group.Id);
            else if (MaySleep(group))
                _groups.Sleep(group);
            else
                _groups.LookAt(group, group.NextDeadline);
        }
    }

    private bool ReplayPending(
        ReadOnlyMemory<byte> key, ReadOnlyMemory<byte>? value, long position, long producerId)
    {
        if (!CoordinatorRecordCodec.TryDecode(key, value, out var record))
            return false;
        var group = _groups.GetOrAdd(record.Key.GroupId);
        group.ApplyPending(record, position, producerId);
        if (!_openTransactions.TryGetValue(producerId, out var groups))
            _openTransactions[producerId] = groups = [];
        groups.Add(group);
        return true;
    }
}

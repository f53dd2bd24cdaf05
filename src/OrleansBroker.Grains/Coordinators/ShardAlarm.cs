using OrleansBroker.Grains.Timing;

namespace OrleansBroker.Grains.Coordinators;

/// <summary>Wakes a shard once, at its next deadline, however many members have one.</summary>
internal sealed class ShardAlarm(long deadlineMs, Action ring) : DelayedOperation
{
    private volatile bool _hasRung;

    public long DeadlineMs => deadlineMs;

    public bool HasRung => _hasRung;

    protected internal override void OnExpired()
    {
        _hasRung = true;
        ring();
    }
}

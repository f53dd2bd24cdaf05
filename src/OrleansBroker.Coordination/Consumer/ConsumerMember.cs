using OrleansBroker.Coordination.Shard;

namespace OrleansBroker.Coordination.Consumer;

/// <summary>A member of a consumer group: what is in the log of it, and until when it must have spoken.
/// Single-threaded.</summary>
internal sealed class ConsumerMember(string memberId)
{
    /// <summary>The epoch with which a member asks to be let in.</summary>
    public const int JoinEpoch = 0;

    /// <summary>The epoch with which a member says goodbye.</summary>
    public const int LeaveEpoch = -1;

    /// <summary>The epoch with which a static member says that it will be back.</summary>
    public const int AwayEpoch = -2;

    public string MemberId => memberId;

    public MemberSubscription Subscription { get; set; } = MemberSubscription.None;

    public CurrentAssignment Current { get; set; } = CurrentAssignment.None;

    public string? InstanceId => Subscription.InstanceId;

    public bool IsClassic => Subscription.Classic is not null;

    /// <summary>When the member is taken for dead.</summary>
    public long SessionDeadline { get; set; } = Deadline.None;

    /// <summary>When the member must have given up what was taken from it.</summary>
    public long RevocationDeadline { get; set; } = Deadline.None;

    /// <summary>For a classic member: when it must have joined again after it was told to.</summary>
    public long JoinDeadline { get; set; } = Deadline.None;

    /// <summary>For a classic member: when it must have synchronised after its join.</summary>
    public long SyncDeadline { get; set; } = Deadline.None;

    public long NextDeadline =>
        Math.Min(Math.Min(SessionDeadline, RevocationDeadline), Math.Min(JoinDeadline, SyncDeadline));
}

using OrleansBroker.Coordination.Assignors;
using OrleansBroker.Coordination.Consumer;

namespace OrleansBroker.Coordination;

/// <summary>What an operator sets about groups; the defaults are Kafka's.</summary>
public sealed record GroupOptions
{
    /// <summary><c>group.min.session.timeout.ms</c></summary>
    public int MinSessionTimeoutMs { get; init; } = 6_000;

    /// <summary><c>group.max.session.timeout.ms</c></summary>
    public int MaxSessionTimeoutMs { get; init; } = 1_800_000;

    /// <summary><c>group.initial.rebalance.delay.ms</c>: the members of an application seldom start at once.</summary>
    public int InitialRebalanceDelayMs { get; init; } = 3_000;

    /// <summary><c>group.max.size</c></summary>
    public int ClassicMaxSize { get; init; } = int.MaxValue;

    /// <summary>
    /// How long a member may wait in its first JoinGroup. It sends no heartbeats then, so that nothing else tells that
    /// it has gone.
    /// </summary>
    public int NewMemberJoinTimeoutMs { get; init; } = 300_000;

    /// <summary><c>group.consumer.session.timeout.ms</c> and its like, for groups without configs of their own.
    /// </summary>
    public ConsumerTimes ConsumerTimes { get; init; } = new();

    /// <summary>The times of groups with configs of their own, such as <c>consumer.session.timeout.ms</c>.</summary>
    public IReadOnlyDictionary<string, ConsumerTimes> ConsumerTimesByGroup { get; init; } =
        new Dictionary<string, ConsumerTimes>();

    /// <summary><c>group.consumer.max.size</c></summary>
    public int ConsumerMaxSize { get; init; } = int.MaxValue;

    /// <summary><c>group.consumer.assignors</c>: the first is taken when no member asks for one.</summary>
    public IReadOnlyList<IPartitionAssignor> Assignors { get; init; } = [new UniformAssignor(), new RangeAssignor()];

    /// <summary><c>group.consumer.migration.policy</c></summary>
    public MigrationPolicy MigrationPolicy { get; init; } = MigrationPolicy.Bidirectional;

    /// <summary>
    /// How long a group without members stays in memory after it was last asked for. Shorter costs reads of the log for
    /// groups that come and go, longer costs memory.
    /// </summary>
    public TimeSpan IdleTime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary><c>offset.metadata.max.bytes</c></summary>
    public int OffsetMetadataMaxBytes { get; init; } = 4_096;

    /// <summary><c>offsets.retention.minutes</c></summary>
    public TimeSpan OffsetsRetention { get; init; } = TimeSpan.FromDays(7);

    /// <summary><c>offsets.retention.check.interval.ms</c></summary>
    public TimeSpan OffsetsRetentionCheckInterval { get; init; } = TimeSpan.FromMinutes(10);
}

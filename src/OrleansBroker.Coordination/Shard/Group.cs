using OrleansBroker.Coordination.Classic;
using OrleansBroker.Coordination.Consumer;
using OrleansBroker.Coordination.Offsets;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages.CoordinatorRecords;

namespace OrleansBroker.Coordination.Shard;

/// <summary>
/// One group that is awake: its offsets and, if there are or were members, the protocol that they speak. Durable facts
/// change only by applying records. Single-threaded.
/// </summary>
internal sealed class Group(string id)
{
    public string Id => id;

    /// <summary>The classic side of the group; null when there is none. Never together with <see cref="Consumer"/>.
    /// </summary>
    public ClassicGroup? Classic { get; set; }

    /// <summary>The consumer side of the group; null when there is none.</summary>
    public ConsumerGroup? Consumer { get; set; }

    public GroupOffsets Offsets { get; } = new();

    /// <summary>Where in the log each of the group's live records is that is no offset.</summary>
    public Dictionary<RecordKey, long> Positions { get; } = [];

    /// <summary>When the group was last asked for something.</summary>
    public long LastUsedMs { get; set; }

    /// <summary>
    /// The last turn of the group that wrote; what is told of the group waits until that is committed.
    /// </summary>
    public long LastSequence { get; set; }

    /// <summary>When the group's offsets are looked through for expired ones.</summary>
    public long ExpiryDeadline { get; set; } = Deadline.None;

    /// <summary>For which point in time the group is in the shard's queue.</summary>
    public long QueuedDeadline { get; set; } = Deadline.None;

    public long NextDeadline => Math.Min(
        ExpiryDeadline,
        Math.Min(Classic?.NextDeadline ?? Deadline.None, Consumer?.NextDeadline ?? Deadline.None));

    /// <summary>Whether nobody is in the group, or on the way into it.</summary>
    public bool HasNoMembers =>
        Classic is null or { Members.Count: 0, PendingMembers.Count: 0, State: ClassicState.Empty }
        && Consumer is null or { Members.Count: 0 };

    /// <summary>Whether nothing would be missed if the group were forgotten.</summary>
    public bool IsNothing => HasNoMembers && Offsets.IsEmpty && Positions.Count == 0;

    /// <summary>Notes where in the log a record of the group is; a tombstone leaves nothing to be found.</summary>
    public void Locate(in CoordinatorRecord record, long position)
    {
        if (record.Key.Type == RecordType.OffsetCommit)
            Offsets.Locate(record.Key.Name, record.Key.Partition, position);
        else if (record.Value is null)
            Positions.Remove(record.Key);
        else
            Positions[record.Key] = position;
    }

    public string State => Consumer?.State ?? (Classic?.State ?? ClassicState.Empty).ToString();

    public string ProtocolType => Consumer is null ? Classic?.ProtocolType ?? "" : ClassicProtocol.ConsumerType;

    public GroupType Type => Consumer is null ? GroupType.Classic : GroupType.Consumer;

    /// <summary>Whether a member reads the topic, so that its offsets are in use.</summary>
    public bool IsSubscribedTo(string topic) =>
        Consumer?.IsSubscribedTo(topic)
        ?? (Classic is { IsOfConsumers: true, Members.Count: > 0 } classic
            && (classic.SubscribedTopics?.Contains(topic) ?? true));

    /// <summary>Applies a record, from the log or just written.</summary>
    public void Apply(in CoordinatorRecord record)
    {
        switch (record.Key.Type)
        {
            case RecordType.OffsetCommit or RecordType.LegacyOffsetCommit:
                ApplyOffset(record);
                break;
            case RecordType.GroupMetadata:
                Classic = record.Value is GroupMetadataValue value ? ClassicRecords.FromValue(value) : null;
                break;
            case RecordType.ConsumerGroupMetadata when record.Value is null:
                Consumer = null;
                break;
            case RecordType.ConsumerGroupPartitionMetadata:
                // Written by brokers before 4.0; the catalog tells the same.
                break;
            default:
                ApplyToConsumer(record);
                break;
        }
    }

    /// <summary>Applies an offset that belongs to an open transaction.</summary>
    public void ApplyPending(in CoordinatorRecord record, long position, long producerId)
    {
        if (record.Value is not OffsetCommitValue value)
            return;
        var partition = new TopicPartition(record.Key.Name, record.Key.Partition);
        Offsets.Pending.Add(producerId, partition, new PendingOffset(CommittedOffset.FromValue(value), position));
    }

    /// <summary>The producer's transaction has ended: its offsets count, or never were.</summary>
    public void EndTransaction(long producerId, bool isCommitted)
    {
        foreach (var (partition, pending) in Offsets.Pending.Take(producerId))
        {
            if (isCommitted)
                Offsets.Settle(partition, pending);
        }
    }

    /// <summary>What is kept of the group while it sleeps.</summary>
    public SleepingGroup ToSleeping(NamePool names) =>
        new(Offsets.ToSleeping(names), [.. Positions.Values], names.Share(ProtocolType), Type)
        {
            ExpiryDeadline = ExpiryDeadline,
            LastSequence = LastSequence,
        };

    private void ApplyOffset(in CoordinatorRecord record)
    {
        if (record.Value is OffsetCommitValue value)
            Offsets.Set(record.Key.Name, record.Key.Partition, CommittedOffset.FromValue(value));
        else
            Offsets.Remove(record.Key.Name, record.Key.Partition);
    }

    /// <summary>A tombstone alone, which a compacted log may begin with, makes no group.</summary>
    private void ApplyToConsumer(in CoordinatorRecord record)
    {
        if (Consumer is null && record.Value is null)
            return;
        Consumer ??= new ConsumerGroup();
        ConsumerRecords.Apply(Consumer, record);
    }
}

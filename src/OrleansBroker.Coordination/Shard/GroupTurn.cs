using OrleansBroker.Coordination.Topics;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Coordination.Shard;

/// <summary>
/// One operation on one group in the making: what it may look at (clock, topics, options) and what it leaves (records,
/// answers). Single-threaded and short-lived.
/// </summary>
internal sealed class GroupTurn(Group group, long nowMs, TurnScope scope)
{
    private readonly GroupUndo _undo = new(group);

    public Group Group => group;

    /// <summary>The present, in milliseconds of a clock that nobody sets: what deadlines are counted from.</summary>
    public long NowMs => nowMs;

    /// <summary>The time of day, in milliseconds since the Unix epoch: what is written down.</summary>
    public long UnixNowMs => nowMs + scope.UnixTimeAtZeroMs;

    public GroupOptions Options => scope.Options;

    /// <summary>The times that hold for this group, if it is one of the consumer protocol.</summary>
    public ConsumerTimes ConsumerTimes =>
        scope.Options.ConsumerTimesByGroup.GetValueOrDefault(group.Id, scope.Options.ConsumerTimes);

    public ITopicCatalog Topics => scope.Topics;

    /// <summary>What has to be written, as one atomic batch.</summary>
    public List<CoordinatorRecord> Records { get; } = [];

    public List<Answer> Answers { get; } = [];

    /// <summary>The earliest of the deadlines that were set in this turn.</summary>
    public long EarliestDeadline { get; private set; } = Deadline.None;

    /// <summary>Writes a record and applies it: durable state changes in no other way.</summary>
    public void Write(RecordType type, IMessage? value, string name = "", int partition = 0)
    {
        var record = new CoordinatorRecord(new RecordKey(type, group.Id, name, partition), value);
        Records.Add(record);
        if (type != RecordType.OffsetCommit)
            _undo.Remember(record.Key);
        group.Apply(record);
    }

    /// <summary>
    /// Writes a picture of what the group is already: a classic group lives in memory through its rebalances and writes
    /// itself down at their end.
    /// </summary>
    public void WriteDown(RecordType type, IMessage value) =>
        Records.Add(new CoordinatorRecord(new RecordKey(type, group.Id), value));

    /// <summary>Whether a picture of the group is small enough to be written.</summary>
    public bool CanWriteDown(RecordType type, IMessage value) =>
        CoordinatorRecordSize.Of(new CoordinatorRecord(new RecordKey(type, group.Id), value)) <= scope.MaxBatchBytes;

    /// <summary>Whether a batch of so many bytes can be written.</summary>
    public bool CanWrite(long bytes) => bytes <= scope.MaxBatchBytes;

    /// <summary>
    /// Makes the group again what it was, if the records are more than one atomic batch can take. Tombstones alone need
    /// not be atomic: each of them takes away what was to go.
    /// </summary>
    public bool TakeBackIfTooLarge()
    {
        if (_undo.IsEmpty || Records.TrueForAll(record => record.Value is null)
            || CoordinatorRecordSize.Of(Records) <= scope.MaxBatchBytes)
            return false;
        _undo.Run();
        Records.Clear();
        Answers.Clear();
        return true;
    }

    public void Answer(Ticket ticket, IMessage response) => Answers.Add(new Answer(ticket, response));

    /// <summary>The point in time after so many milliseconds, at which the group will be looked at again.</summary>
    public long After(long durationMs)
    {
        var deadline = nowMs + durationMs;
        EarliestDeadline = Math.Min(EarliestDeadline, deadline);
        return deadline;
    }

    /// <summary>A fresh id in the form of Kafka's ids: url-safe base64 of 16 bytes.</summary>
    public string NewId() => new Protocol.TopicId(scope.NewId()).ToString();

    /// <summary>A fresh id in the form of classic member ids: <c>prefix-uuid</c>.</summary>
    public string NewId(string prefix) => $"{prefix}-{scope.NewId():D}";
}

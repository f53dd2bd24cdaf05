using System.Diagnostics.CodeAnalysis;
using OrleansBroker.Coordination.Shard;
using OrleansBroker.Coordination.Topics;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Coordination.Tests;

/// <summary>
/// A shard with its partition's log, a clock that the test moves, and topics that it names. Appends are committed at
/// once unless <see cref="HoldCommits"/> is set.
/// </summary>
internal sealed class Coordinator
{
    private readonly Random _random;
    private readonly Dictionary<Ticket, IMessage> _answers = [];
    private readonly List<(long Sequence, IReadOnlyList<CoordinatorRecord> Records)> _appended = [];
    private long _lastTicket;
    private long _nextOffset;

    public Coordinator(GroupOptions? options = null, int seed = 1)
    {
        _random = new Random(seed);
        Options = options ?? new GroupOptions { InitialRebalanceDelayMs = 0 };
        Shard = NewShard();
        UnixTimeAtZeroMs = 1_700_000_000_000;
    }

    public GroupOptions Options { get; }

    public CoordinatorShard Shard { get; private set; }

    /// <summary>What is committed, by offset and in encoded form: what a new leader reads.</summary>
    public SortedList<long, (byte[] Key, byte[]? Value)> Log { get; } = [];

    public long NowMs { get; private set; } = 1_000_000;

    /// <summary>The time of day, which may jump.</summary>
    public long UnixNowMs => NowMs + UnixTimeAtZeroMs;

    public long UnixTimeAtZeroMs
    {
        get;
        set => Shard.UnixTimeAtZeroMs = field = value;
    }

    public int MaxBatchBytes
    {
        get;
        set => Shard.MaxBatchBytes = field = value;
    } = 1_048_588;

    public bool HoldCommits { get; set; }

    public TopicCatalog Topics { get; private set; } = TopicCatalog.Empty;

    public TopicInfo Topic(string name, int partitions, params string[][] racks)
    {
        var id = Topics.TryGet(name, out var old) ? old.Id : TopicId.Create(_random);
        var topic = new TopicInfo(id, name, partitions, racks);
        var others = Topics.Names.Where(other => other != name).Select(Get);
        Topics = new TopicCatalog(Topics.Version + 1, [.. others, topic]);
        Shard.Topics = Topics;
        return topic;
    }

    /// <summary>Deletes the topic, as the host tells the shard.</summary>
    public void Delete(string name)
    {
        var id = Get(name).Id;
        Topics = new TopicCatalog(Topics.Version + 1, Topics.Names.Where(other => other != name).Select(Get));
        Shard.Topics = Topics;
        foreach (var result in Shard.OnTopicsDeleted([id], NowMs))
            Take(result);
    }

    /// <summary>Deletes the topic and creates another of the same name.</summary>
    public void Recreate(string name, int partitions)
    {
        Topics = new TopicCatalog(Topics.Version + 1, Topics.Names.Where(other => other != name).Select(Get));
        Topic(name, partitions);
    }

    public TopicInfo Get(string name) =>
        Topics.TryGet(name, out var topic) ? topic : throw new KeyNotFoundException(name);

    public RequestContext Context(short version, string clientId = "client") =>
        new(new Ticket(++_lastTicket), version, clientId, "/127.0.0.1");

    /// <summary>Runs a turn; its answers, and those that its commit releases, can be taken afterwards.</summary>
    /// <remarks>A turn that is refused as a whole leaves no answer, and its error in <see cref="Refused"/>.</remarks>
    public Ticket Run(
        RequestContext context, Func<CoordinatorShard, RequestContext, TurnResult> turn, bool wakes = true)
    {
        if (wakes)
            WakeIfAsleep(Requests.GroupId);
        var result = turn(Shard, context);
        Refused = result.Refused;
        Take(result);
        return context.Ticket;
    }

    /// <summary>Why the last turn was refused as a whole.</summary>
    public ErrorCode Refused { get; private set; }

    public T Ask<T>(short version, Func<CoordinatorShard, RequestContext, TurnResult> turn)
        where T : IMessage => Answer<T>(Run(Context(version), turn));

    public T Answer<T>(Ticket ticket)
        where T : IMessage
    {
        Assert.True(_answers.Remove(ticket, out var answer), "The request is still waiting.");
        return Assert.IsType<T>(answer);
    }

    /// <summary>How often the leader has moved: a request from before is never answered.</summary>
    public int Moves { get; private set; }

    public bool TryTake(Ticket ticket, [NotNullWhen(true)] out IMessage? answer) => _answers.Remove(ticket, out answer);

    public bool IsAnswered(Ticket ticket) => _answers.ContainsKey(ticket);

    /// <summary>Lets time pass, with everything that falls due in it.</summary>
    public void Pass(long durationMs)
    {
        var end = NowMs + durationMs;
        while (Shard.NextDeadline <= end)
        {
            NowMs = Math.Max(NowMs, Shard.NextDeadline);
            RunDue();
        }

        NowMs = end;
    }

    /// <summary>The records at these offsets, as a host reads them for a group that wakes.</summary>
    public IEnumerable<(CoordinatorRecord Record, long Position)> Read(IReadOnlyList<long> positions) =>
        positions.Select(position => (Decode(position), position));

    private void WakeIfAsleep(string groupId)
    {
        if (Shard.IsAsleep(groupId))
            Shard.Wake(groupId, Read(Shard.BeginWake(groupId)), NowMs);
    }

    public void CommitAll()
    {
        foreach (var (sequence, records) in _appended.ToList())
        {
            var baseOffset = _nextOffset;
            foreach (var record in records)
            {
                var key = CoordinatorRecordCodec.EncodeKey(record.Key);
                Log.Add(_nextOffset++, (key, CoordinatorRecordCodec.EncodeValue(record)));
            }

            Keep(Shard.Committed(sequence, baseOffset));
        }

        _appended.Clear();
    }

    /// <summary>The leader moves: what was not committed is lost, and so is who waited for it.</summary>
    public void Move()
    {
        Moves++;
        _appended.Clear();
        Shard = NewShard();
        Shard.Topics = Topics;
        Compact();
        foreach (var (offset, (key, value)) in Log)
            Assert.True(Shard.Replay(key, value is null ? default(ReadOnlyMemory<byte>?) : value, offset));
        Shard.CompleteLoad(NowMs);
    }

    /// <summary>The keys that have a value: what compaction keeps for good.</summary>
    public IReadOnlyList<RecordKey> LiveKeys()
    {
        var live = new Dictionary<RecordKey, bool>();
        foreach (var offset in Log.Keys)
        {
            var record = Decode(offset);
            live[record.Key] = record.Value is not null;
        }

        return [.. live.Where(entry => entry.Value).Select(entry => entry.Key)];
    }

    /// <summary>Keeps the last record of each key, and some of the tombstones.</summary>
    private void Compact()
    {
        var seen = new HashSet<string>();
        foreach (var offset in Log.Keys.Reverse().ToList())
        {
            var (key, value) = Log[offset];
            if (!seen.Add(Convert.ToHexString(key)) || (value is null && _random.Next(2) == 0))
                Log.Remove(offset);
        }
    }

    private CoordinatorShard NewShard() =>
        new(Options, NewId) { UnixTimeAtZeroMs = UnixTimeAtZeroMs, MaxBatchBytes = MaxBatchBytes };

    private Guid NewId()
    {
        Span<byte> bytes = stackalloc byte[16];
        _random.NextBytes(bytes);
        return new Guid(bytes);
    }

    private CoordinatorRecord Decode(long offset)
    {
        var (key, value) = Log[offset];
        ReadOnlyMemory<byte>? bytes = null;
        if (value is not null)
            bytes = value;
        var isKnown = CoordinatorRecordCodec.TryDecode(key, bytes, out var record);
        Assert.True(isKnown);
        return record;
    }

    private void RunDue()
    {
        while (Shard.TryGetDue(NowMs, out var groupId))
        {
            WakeIfAsleep(groupId);
            Take(Shard.OnDeadline(groupId, NowMs));
        }
    }

    /// <summary>Takes what a turn leaves that no client has asked for.</summary>
    public void Take(TurnResult result)
    {
        Keep(result.Answers);
        if (result.HasRecords)
            _appended.Add((result.Sequence, result.Records));
        if (!HoldCommits)
            CommitAll();
    }

    private void Keep(IEnumerable<Answer> answers)
    {
        foreach (var answer in answers)
            _answers.Add(answer.Ticket, answer.Response);
    }
}

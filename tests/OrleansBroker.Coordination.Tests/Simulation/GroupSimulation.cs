using OrleansBroker.Coordination.Shard;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Coordination.Tests.Simulation;

/// <summary>
/// One group and its clients, driven by a seed: members come, crash, pause and leave, partitions are added, commits
/// stall and the coordinator moves; then everything heals, and the group must find its peace.
/// </summary>
internal sealed class GroupSimulation
{
    private static readonly string[] Topics = ["t", "u"];

    private readonly Random _random;
    private readonly ClientKind[] _kinds;
    private readonly Coordinator _coordinator;
    private readonly CommitLedger _ledger = new();
    private readonly List<SimulatedClient> _clients = [];
    private readonly SimulationCoverage _coverage;
    private string? _protocol;
    private int _classicGeneration;
    private int _names;
    private int _longestTickMs = 2_500;

    public GroupSimulation(int seed, SimulationCoverage coverage, params ClientKind[] kinds)
    {
        _coverage = coverage;
        _random = new Random(seed);
        _kinds = kinds;
        _coordinator = new Coordinator(
            new GroupOptions
            {
                InitialRebalanceDelayMs = _random.Next(2) * 3_000,
                ConsumerTimes = new()
                {
                    SessionTimeoutMs = 15_000, AssignmentIntervalMs = _random.Next(2) * 1_000,
                },
            },
            seed);
        foreach (var topic in Topics)
            _coordinator.Topic(topic, _random.Next(1, 6));
    }

    private int PartitionCount => Topics.Sum(topic => _coordinator.Get(topic).PartitionCount);

    public void Run()
    {
        Arrive();
        for (var step = 0; step < 80; step++)
        {
            Disturb();
            Tick();
        }

        Heal();
        ExpectPeace();
        ExpectNewcomerToMoveNothingElse();
    }

    private void Disturb()
    {
        switch (_random.Next(26))
        {
            case 0 or 1 when _clients.Count < 5:
                Arrive();
                break;
            case 2 or 3 or 4 or 5 or 12 when _clients.Count > 0:
                Trouble(_clients[_random.Next(_clients.Count)]);
                break;
            case 6:
                var topic = _coordinator.Get(Topics[_random.Next(Topics.Length)]);
                _coordinator.Topic(topic.Name, Math.Min(topic.PartitionCount + 1, 8));
                _coverage.Saw(SimulationEvent.PartitionAdded);
                break;
            case 7:
                _coordinator.Move();
                _coverage.Saw(SimulationEvent.CoordinatorMoved);
                break;
            case 8:
                _coordinator.HoldCommits = true;
                _coverage.Saw(SimulationEvent.CommitsHeld);
                break;
            case 9 or 10 or 11:
                Release();
                break;
            case 13:
                _coordinator.UnixTimeAtZeroMs += _random.Next(-3_600_000, 3_600_000);
                _coverage.Saw(SimulationEvent.ClockSet);
                break;
        }
    }

    private void Trouble(SimulatedClient client)
    {
        switch (_random.Next(5))
        {
            case 0:
                _clients.Remove(client);
                _coverage.Saw(SimulationEvent.Crashed);
                break;
            case 1:
                client.Leave();
                _clients.Remove(client);
                _coverage.Saw(SimulationEvent.Left);
                break;
            case 2 when client.InstanceId is not null:
                client.Restart();
                _coverage.Saw(SimulationEvent.Restarted);
                break;
            default:
                client.IsPaused = !client.IsPaused;
                _coverage.Saw(SimulationEvent.Paused);
                break;
        }
    }

    private void Arrive()
    {
        var instance = _random.Next(3) == 0 ? $"instance-{++_names}" : null;
        var world = new SimulatedWorld(_coordinator, _ledger, _coverage, _random, Topics);
        _clients.Add(_kinds[_random.Next(_kinds.Length)] switch
        {
            ClientKind.Consumer => new SimulatedConsumer(world, $"consumer-{++_names}", instance),
            ClientKind.Eager => new SimulatedClassicClient(world, isCooperative: false, instance),
            _ => new SimulatedClassicClient(world, isCooperative: true, instance),
        });
        _coverage.Saw(SimulationEvent.Arrived);
    }

    private void Release()
    {
        _coordinator.HoldCommits = false;
        _coordinator.CommitAll();
    }

    private void Tick()
    {
        _coordinator.Pass(_random.Next(100, _longestTickMs));
        foreach (var client in _clients.ToList())
        {
            if (_random.Next(5) > 0)
                client.Step();
        }

        _ledger.Check(_coordinator);
        if (!_coordinator.HoldCommits)
            NoticeMigration();
        if (!_coordinator.HoldCommits)
            ExpectOneOwner();
    }

    /// <summary>
    /// Two members of the group never read the same partition. One that was put out may believe otherwise for a while,
    /// and so may a static member of a classic group that was kept through a rebalance which it has missed, as Kafka
    /// keeps it: its heartbeats and commits are of an old generation, and nobody believes them.
    /// </summary>
    private void ExpectOneOwner()
    {
        var members = MembersAndState().Members;
        if (_protocol != "consumer")
            _classicGeneration = _clients.Select(client => client.Generation).Append(0).Max();
        var owned = _clients
            .Where(client => members.Contains(client.MemberId) && !HasMissedRebalance(client))
            .SelectMany(client => client.Positions.Keys);
        Assert.Empty(owned.GroupBy(partition => partition).Where(owners => owners.Count() > 1).Select(o => o.Key));
    }

    /// <summary>In a group of the consumer protocol nobody is overtaken; what was missed before counts still.</summary>
    private bool HasMissedRebalance(SimulatedClient client) =>
        client is SimulatedClassicClient { InstanceId: not null } && client.Generation < _classicGeneration;

    private void NoticeMigration()
    {
        var listed = _coordinator.Ask<ListGroupsResponse>(
            5, (shard, context) => shard.ListGroups(context, new ListGroupsRequest())).Groups;
        var (protocol, state) = listed is [var group] ? (group.GroupType, group.GroupState) : (null, "Empty");
        if (protocol != _protocol && _protocol is not null && state != "Empty")
            _coverage.Saw(protocol == "consumer" ? SimulationEvent.Upgraded : SimulationEvent.Downgraded);
        _protocol = state == "Empty" ? null : protocol;
    }

    private void Heal()
    {
        Release();
        _longestTickMs = 600;
        foreach (var client in _clients)
            client.IsPaused = false;
        if (_clients.Count == 0)
            Arrive();
    }

    private void ExpectPeace()
    {
        var patience = 400;
        for (var calm = 0; calm < 10; patience--)
        {
            Assert.True(patience > 0, $"The group is stuck: {Describe()}");
            Tick();
            calm = IsAtPeace() ? calm + 1 : 0;
        }

        var (owners, generation) = (Owners(), MembersAndState().Generation);
        for (var i = 0; i < 15; i++)
            Tick();
        Assert.Equal(owners, Owners());
        Assert.Equal(generation, MembersAndState().Generation);
    }

    private void ExpectNewcomerToMoveNothingElse()
    {
        if (_kinds is not [ClientKind.Consumer] and not [ClientKind.Cooperative])
            return;
        var before = _clients.ToDictionary(client => client, client => client.Positions.Keys.ToHashSet());
        Arrive();
        ExpectPeace();
        foreach (var (client, owned) in before)
            Assert.Subset(owned, client.Positions.Keys.ToHashSet());
    }

    private bool IsAtPeace()
    {
        var (members, state, _) = MembersAndState();
        return state == "Stable"
            && members.Count == _clients.Count
            && _clients.TrueForAll(client => members.Contains(client.MemberId) && client.IsUpToDate)
            && _clients.Sum(client => client.Positions.Count) == PartitionCount;
    }

    private string Owners() => string.Join("; ", _clients
        .SelectMany(client => client.Positions.Keys.Select(partition => $"{partition} {client.MemberId}"))
        .Order(StringComparer.Ordinal));

    private string Describe()
    {
        var (members, state, generation) = MembersAndState();
        return $"{state} {generation}, members {string.Join(",", members)}, {Owners()}";
    }

    private (HashSet<string> Members, string State, int Generation) MembersAndState()
    {
        var consumer = _coordinator.Ask<ConsumerGroupDescribeResponse>(
            1, (shard, context) => shard.ConsumerGroupDescribe(context, Requests.GroupId)).Groups[0];
        if (consumer.ErrorCode == ErrorCode.None)
            return ([.. consumer.Members.Select(m => m.MemberId)], consumer.GroupState, consumer.GroupEpoch);
        var classic = _coordinator.Ask<DescribeGroupsResponse>(
            6, (shard, context) => shard.DescribeGroup(context, Requests.GroupId)).Groups[0];
        return ([.. classic.Members.Select(m => m.MemberId)], classic.GroupState, 0);
    }
}

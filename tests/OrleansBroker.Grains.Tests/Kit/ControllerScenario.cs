using OrleansBroker.Abstractions.Commands;
using OrleansBroker.Abstractions.Configuration;
using OrleansBroker.Abstractions.Metadata;
using OrleansBroker.Grains.Controller;
using OrleansBroker.Protocol;

namespace OrleansBroker.Grains.Tests.Kit;

/// <summary>A controller's state, commands against it, and what came of them.</summary>
internal sealed class ControllerScenario
{
    private readonly ControllerContext _context;

    public ControllerScenario(params int[] brokers)
        : this([], brokers)
    {
    }

    public ControllerScenario(Dictionary<string, string> properties, params int[] brokers)
    {
        _context = new ControllerContext(new KafkaProperties(properties), new Random(1), _ => AreOthersAlive);
        foreach (var id in brokers)
        {
            Register(Broker(id));
        }
    }

    public ControllerState State { get; private set; } = new();

    public bool AreOthersAlive { get; set; }

    public static BrokerMetadata Broker(int id, int incarnation = 1, int disk = 1, string silo = "") => new()
    {
        BrokerId = id,
        Incarnation = new Guid(incarnation, (short)id, 1, [0, 0, 0, 0, 0, 0, 0, 0]),
        DirectoryIds = [new Guid(disk, (short)id, 2, [0, 0, 0, 0, 0, 0, 0, 0])],
        Silo = silo,
    };

    public ErrorCode Register(BrokerMetadata broker) =>
        Take(BrokerAdmission.Decide(State, broker, _context)).Error;

    public CommandOutcome Create(NewTopic topic, bool validateOnly = false) => CreateAll(validateOnly, topic).Single();

    public CommandOutcome[] CreateAll(bool validateOnly, params NewTopic[] topics) => Take(TopicCreation.Decide(
        State, new CreateTopicsCommand { Topics = topics, ValidateOnly = validateOnly }, _context));

    public CommandOutcome Delete(TopicReference topic) =>
        Take(TopicDeletion.Decide(State, new DeleteTopicsCommand { Topics = [topic] }, _context)).Single();

    public CommandOutcome Increase(PartitionIncrease increase) =>
        Take(PartitionCreation.Decide(State, new CreatePartitionsCommand { Topics = [increase] })).Single();

    public CommandOutcome Alter(ConfigResourceType type, string name, params ConfigChange[] changes)
    {
        var change = new ConfigResourceChange { Type = type, Name = name, Changes = changes };
        var command = new AlterConfigsCommand { Resources = [change] };
        return Take(ConfigAlteration.Decide(State, command, _context)).Single();
    }

    public CommandOutcome Assign(BrokerMetadata broker, ReplicaDirectory replica) =>
        Take(DirectoryAssignment.Decide(State, new AssignDirectoriesCommand
        {
            BrokerId = broker.BrokerId,
            Incarnation = broker.Incarnation,
            Replicas = [replica],
        })).Single();

    public ProducerIdBlock AllocateProducerIds() => Take(ProducerIdAllocation.Decide(State));

    public TopicMetadata Topic(string name) =>
        State.TryGetTopic(name, out var topic) ? topic : throw new KeyNotFoundException(name);

    private T Take<T>(Decision<T> decision)
    {
        State = State.Apply(decision.Change);
        return decision.Answer;
    }
}

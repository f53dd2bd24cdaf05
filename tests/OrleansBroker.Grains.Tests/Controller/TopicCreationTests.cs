using OrleansBroker.Abstractions.Commands;
using OrleansBroker.Grains.Tests.Kit;
using OrleansBroker.Protocol;

namespace OrleansBroker.Grains.Tests.Controller;

public class TopicCreationTests
{
    [Theory]
    [InlineData("orders")]
    [InlineData("a")]
    [InlineData("A.b_c-9")]
    [InlineData("...")]
    public void Good_names_are_accepted(string name) =>
        Assert.Equal(ErrorCode.None, new ControllerScenario(1).Create(new NewTopic { Name = name }).Error);

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("with space")]
    [InlineData("slash/name")]
    [InlineData("ümlaut")]
    [InlineData("null\0")]
    public void Bad_names_are_refused_with_a_reason(string name)
    {
        var outcome = new ControllerScenario(1).Create(new NewTopic { Name = name });

        Assert.Equal(ErrorCode.InvalidTopicException, outcome.Error);
        Assert.NotNull(outcome.Message);
    }

    [Fact]
    public void A_name_has_at_most_249_characters()
    {
        var scenario = new ControllerScenario(1);

        Assert.Equal(ErrorCode.None, CreateOfLength(249));
        Assert.Equal(ErrorCode.InvalidTopicException, CreateOfLength(250));

        ErrorCode CreateOfLength(int length) =>
            scenario.Create(new NewTopic { Name = new string('a', length) }).Error;
    }

    [Fact]
    public void Names_that_differ_only_in_dot_and_underscore_collide()
    {
        var scenario = new ControllerScenario(1);
        scenario.Create(new NewTopic { Name = "a.b" });

        Assert.Equal(ErrorCode.InvalidTopicException, scenario.Create(new NewTopic { Name = "a_b" }).Error);
        scenario.Delete(new TopicReference { Name = "a.b" });
        Assert.Equal(ErrorCode.None, scenario.Create(new NewTopic { Name = "a_b" }).Error);
    }

    [Theory]
    [InlineData(-1, -1, ErrorCode.None)]
    [InlineData(1, 1, ErrorCode.None)]
    [InlineData(10_000, 1, ErrorCode.None)]
    [InlineData(0, 1, ErrorCode.InvalidPartitions)]
    [InlineData(-2, 1, ErrorCode.InvalidPartitions)]
    [InlineData(1_000_000, 1, ErrorCode.InvalidPartitions)]
    [InlineData(1, 0, ErrorCode.InvalidReplicationFactor)]
    [InlineData(1, -2, ErrorCode.InvalidReplicationFactor)]
    [InlineData(1, 2, ErrorCode.InvalidReplicationFactor)]
    public void Numbers_are_checked(int partitions, int replicas, ErrorCode expected)
    {
        var topic = new NewTopic { Name = "t", Partitions = partitions, ReplicationFactor = replicas };

        Assert.Equal(expected, new ControllerScenario(1).Create(topic).Error);
    }

    [Fact]
    public void Numbers_that_are_left_open_come_from_the_broker()
    {
        var scenario = new ControllerScenario(
            new Dictionary<string, string> { ["num.partitions"] = "4", ["default.replication.factor"] = "2" }, 1, 2, 3);

        var outcome = scenario.Create(new NewTopic { Name = "t" });

        Assert.Equal((4, 2), (outcome.Partitions, outcome.ReplicationFactor));
        Assert.All(scenario.Topic("t").Partitions, partition => Assert.Equal(2, partition.Replicas.Length));
    }

    [Fact]
    public void Leaders_go_round_the_brokers()
    {
        var scenario = new ControllerScenario(1, 2, 3);
        scenario.Create(new NewTopic { Name = "t", Partitions = 6, ReplicationFactor = 1 });

        var leaders = scenario.Topic("t").Partitions.CountBy(partition => partition.Leader);
        Assert.Equal([2, 2, 2], leaders.Select(leader => leader.Value));
    }

    [Fact]
    public void Only_the_leader_of_a_new_partition_is_in_sync()
    {
        var scenario = new ControllerScenario(1, 2);
        scenario.Create(new NewTopic { Name = "t", Partitions = 1, ReplicationFactor = 2 });

        var partition = scenario.Topic("t").Partitions.Single();
        Assert.Equal([partition.Leader], partition.Isr.Select(member => member.BrokerId));
    }

    [Fact]
    public void An_existing_topic_is_not_created_again()
    {
        var scenario = new ControllerScenario(1);
        scenario.Create(new NewTopic { Name = "t" });
        var id = scenario.Topic("t").TopicId;

        Assert.Equal(ErrorCode.TopicAlreadyExists, scenario.Create(new NewTopic { Name = "t" }).Error);
        Assert.Equal(id, scenario.Topic("t").TopicId);
    }

    [Fact]
    public void A_name_twice_in_one_command_is_refused_and_the_others_are_created()
    {
        var outcomes = new ControllerScenario(1).CreateAll(
            false, new NewTopic { Name = "t" }, new NewTopic { Name = "u" }, new NewTopic { Name = "t" });

        Assert.Equal([ErrorCode.InvalidRequest, ErrorCode.None, ErrorCode.InvalidRequest],
            outcomes.Select(outcome => outcome.Error));
    }

    [Theory]
    [InlineData("retention.ms", "1000", ErrorCode.None)]
    [InlineData("retention.ms", "soon", ErrorCode.InvalidConfig)]
    [InlineData("retention.ms", "-5", ErrorCode.InvalidConfig)]
    [InlineData("retention.ms", null, ErrorCode.InvalidConfig)]
    [InlineData("cleanup.policy", "compact,delete", ErrorCode.None)]
    [InlineData("cleanup.policy", "shred", ErrorCode.InvalidConfig)]
    [InlineData("no.such.config", "1", ErrorCode.InvalidConfig)]
    public void Configs_are_checked(string name, string? value, ErrorCode expected)
    {
        var topic = new NewTopic { Name = "t", Configs = [new ConfigSetting { Name = name, Value = value }] };

        Assert.Equal(expected, new ControllerScenario(1).Create(topic).Error);
    }

    [Fact]
    public void Assignments_by_hand_are_taken_or_refused()
    {
        Assert.Equal(ErrorCode.None, Assign((0, [2, 1]), (1, [1, 2])));
        Assert.Equal(ErrorCode.InvalidReplicaAssignment, Assign((0, [1]), (2, [1])));
        Assert.Equal(ErrorCode.InvalidReplicaAssignment, Assign((0, [1]), (1, [1, 2])));
        Assert.Equal(ErrorCode.InvalidReplicaAssignment, Assign((0, [1, 1])));
        Assert.Equal(ErrorCode.InvalidReplicaAssignment, Assign((0, [9])));
        Assert.Equal(ErrorCode.InvalidReplicaAssignment, Assign((0, [])));

        static ErrorCode Assign(params (int Partition, int[] Brokers)[] entries) =>
            new ControllerScenario(1, 2).Create(new NewTopic
            {
                Name = "t",
                Assignments = [.. entries.Select(entry =>
                    new ReplicaAssignment { Partition = entry.Partition, BrokerIds = entry.Brokers })],
            }).Error;
    }

    [Fact]
    public void Validating_only_changes_nothing()
    {
        var scenario = new ControllerScenario(1);

        Assert.Equal(ErrorCode.None, scenario.Create(new NewTopic { Name = "t" }, validateOnly: true).Error);
        Assert.Empty(scenario.State.Topics);
    }
}

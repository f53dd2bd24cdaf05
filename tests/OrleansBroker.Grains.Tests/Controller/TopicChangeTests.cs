using OrleansBroker.Abstractions.Commands;
using OrleansBroker.Grains.Tests.Kit;
using OrleansBroker.Protocol;

namespace OrleansBroker.Grains.Tests.Controller;

public class TopicChangeTests
{
    [Fact]
    public void A_deleted_topic_leaves_its_id_behind_and_frees_its_name()
    {
        var scenario = new ControllerScenario(1);
        scenario.Create(new NewTopic { Name = "t" });
        var first = scenario.Topic("t").TopicId;

        Assert.Equal(ErrorCode.None, scenario.Delete(new TopicReference { TopicId = first }).Error);
        Assert.Contains(first, scenario.State.DeletedTopics);
        Assert.Equal(ErrorCode.UnknownTopicOrPartition, scenario.Delete(new TopicReference { Name = "t" }).Error);
        Assert.Equal(ErrorCode.UnknownTopicId, scenario.Delete(new TopicReference { TopicId = first }).Error);

        scenario.Create(new NewTopic { Name = "t" });
        Assert.NotEqual(first, scenario.Topic("t").TopicId);
    }

    [Fact]
    public void Deletion_can_be_disabled()
    {
        var scenario = new ControllerScenario(new Dictionary<string, string> { ["delete.topic.enable"] = "false" }, 1);
        scenario.Create(new NewTopic { Name = "t" });

        Assert.Equal(ErrorCode.TopicDeletionDisabled, scenario.Delete(new TopicReference { Name = "t" }).Error);
    }

    [Theory]
    [InlineData("t", 5, ErrorCode.None)]
    [InlineData("t", 3, ErrorCode.InvalidPartitions)]
    [InlineData("t", 2, ErrorCode.InvalidPartitions)]
    [InlineData("t", 1_000_000, ErrorCode.InvalidPartitions)]
    [InlineData("missing", 5, ErrorCode.UnknownTopicOrPartition)]
    public void Partitions_only_grow(string name, int count, ErrorCode expected)
    {
        var scenario = new ControllerScenario(1);
        scenario.Create(new NewTopic { Name = "t", Partitions = 3 });
        var before = scenario.Topic("t").Partitions;

        Assert.Equal(expected, scenario.Increase(new PartitionIncrease { Name = name, Count = count }).Error);
        Assert.Equal(expected == ErrorCode.None ? count : 3, scenario.Topic("t").Partitions.Length);
        Assert.Equal(before, scenario.Topic("t").Partitions.Take(3));
    }

    [Fact]
    public void Assignments_of_new_partitions_fit_the_topic()
    {
        Assert.Equal(ErrorCode.None, Increase([[2]]));
        Assert.Equal(ErrorCode.InvalidReplicaAssignment, Increase([[1], [2]]));
        Assert.Equal(ErrorCode.InvalidReplicaAssignment, Increase([[1, 2]]));
        Assert.Equal(ErrorCode.InvalidReplicaAssignment, Increase([[7]]));

        static ErrorCode Increase(int[][] assignments)
        {
            var scenario = new ControllerScenario(1, 2);
            scenario.Create(new NewTopic { Name = "t", Partitions = 1 });
            return scenario.Increase(new PartitionIncrease { Name = "t", Count = 2, Assignments = assignments }).Error;
        }
    }

    [Fact]
    public void Configs_are_set_deleted_appended_and_subtracted()
    {
        var scenario = new ControllerScenario(1);
        scenario.Create(new NewTopic { Name = "t" });

        Alter(ConfigOperation.Set, "retention.ms", "5");
        Alter(ConfigOperation.Append, "cleanup.policy", "compact");
        Assert.Equal("5", scenario.Topic("t").Configs["retention.ms"]);
        Assert.Equal("delete,compact", scenario.Topic("t").Configs["cleanup.policy"]);

        Alter(ConfigOperation.Subtract, "cleanup.policy", "delete");
        Alter(ConfigOperation.Delete, "retention.ms", null);
        Assert.Equal("compact", Assert.Single(scenario.Topic("t").Configs).Value);

        void Alter(ConfigOperation operation, string name, string? value)
        {
            var change = new ConfigChange { Name = name, Operation = operation, Value = value };
            Assert.Equal(ErrorCode.None, scenario.Alter(ConfigResourceType.Topic, "t", change).Error);
        }
    }

    [Fact]
    public void One_bad_change_of_a_resource_voids_all_of_them()
    {
        var scenario = new ControllerScenario(1);
        scenario.Create(new NewTopic { Name = "t" });

        var outcome = scenario.Alter(ConfigResourceType.Topic, "t",
            new ConfigChange { Name = "retention.ms", Value = "5" },
            new ConfigChange { Name = "segment.ms", Value = "never" });

        Assert.Equal(ErrorCode.InvalidConfig, outcome.Error);
        Assert.Empty(scenario.Topic("t").Configs);
    }

    [Theory]
    [InlineData("1", "log.retention.ms", "5", ErrorCode.None)]
    [InlineData("", "message.max.bytes", "5000", ErrorCode.None)]
    [InlineData("1", "leader.replication.throttled.rate", "1000", ErrorCode.None)]
    [InlineData("1", "follower.replication.throttled.rate", "1000", ErrorCode.None)]
    [InlineData("1", "num.partitions", "5", ErrorCode.InvalidRequest)]
    [InlineData("1", "log.retention.ms", "soon", ErrorCode.InvalidRequest)]
    [InlineData("1", "no.such.property", "5", ErrorCode.InvalidRequest)]
    [InlineData("9", "log.retention.ms", "5", ErrorCode.InvalidRequest)]
    public void Broker_configs_that_may_change_while_it_runs_do(
        string broker, string name, string value, ErrorCode expected)
    {
        var change = new ConfigChange { Name = name, Value = value };

        Assert.Equal(expected, new ControllerScenario(1).Alter(ConfigResourceType.Broker, broker, change).Error);
    }

    [Fact]
    public void No_producer_id_is_given_twice()
    {
        var scenario = new ControllerScenario(1);

        var first = scenario.AllocateProducerIds();
        var second = scenario.AllocateProducerIds();

        Assert.Equal(first.First + first.Count, second.First);
    }
}

using OrleansBroker.Abstractions.Commands;
using OrleansBroker.Grains.Tests.Kit;
using OrleansBroker.Protocol;

namespace OrleansBroker.Grains.Tests.Controller;

public class DirectoryAssignmentTests
{
    private static readonly Guid Other = new(9, 9, 9, [0, 0, 0, 0, 0, 0, 0, 0]);

    [Fact]
    public void A_replica_gets_another_folder_and_leadership_stays_as_it_is()
    {
        var scenario = new ControllerScenario(1, 2);
        scenario.Create(new NewTopic { Name = "t", Partitions = 2, ReplicationFactor = 2 });
        var before = scenario.Topic("t").Partitions[1];

        Assert.Equal(ErrorCode.None, Assign(scenario, 1, partition: 1).Error);

        var after = scenario.Topic("t").Partitions[1];
        Assert.Equal((Other, before.DirectoryOf(2)), (after.DirectoryOf(1), after.DirectoryOf(2)));
        Assert.Equal((before.LeaderEpoch, before.PartitionEpoch + 1), (after.LeaderEpoch, after.PartitionEpoch));
        Assert.NotEqual(Other, scenario.Topic("t").Partitions[0].DirectoryOf(1));
    }

    [Fact]
    public void The_folder_that_is_recorded_already_changes_nothing()
    {
        var scenario = new ControllerScenario(1);
        scenario.Create(new NewTopic { Name = "t" });
        Assign(scenario, 1, partition: 0);

        Assert.Equal(ErrorCode.None, Assign(scenario, 1, partition: 0).Error);

        Assert.Equal(1, scenario.Topic("t").Partitions[0].PartitionEpoch);
    }

    [Fact]
    public void An_earlier_start_a_missing_replica_and_a_deleted_topic_are_refused()
    {
        var scenario = new ControllerScenario(1, 2);
        scenario.Create(new NewTopic { Name = "t", ReplicationFactor = 1 });
        var leader = scenario.Topic("t").Partitions[0].Leader;

        Assert.Equal(ErrorCode.NotLeaderOrFollower, Assign(scenario, leader == 1 ? 2 : 1, partition: 0).Error);
        Assert.Equal(ErrorCode.NotLeaderOrFollower, Assign(scenario, leader, partition: 7).Error);
        Assert.Equal(ErrorCode.StaleBrokerEpoch, Assign(scenario, leader, partition: 0, incarnation: 2).Error);
        var unknown = new ReplicaDirectory { TopicId = Other, DirectoryId = Other };
        Assert.Equal(ErrorCode.UnknownTopicId, scenario.Assign(ControllerScenario.Broker(1), unknown).Error);
    }

    private static CommandOutcome Assign(ControllerScenario scenario, int broker, int partition, int incarnation = 1) =>
        scenario.Assign(ControllerScenario.Broker(broker, incarnation), new ReplicaDirectory
        {
            TopicId = scenario.Topic("t").TopicId,
            Partition = partition,
            DirectoryId = Other,
        });
}

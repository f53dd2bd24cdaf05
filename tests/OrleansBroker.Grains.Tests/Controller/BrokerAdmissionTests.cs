using OrleansBroker.Abstractions.Commands;
using OrleansBroker.Abstractions.Metadata;
using OrleansBroker.Grains.Tests.Kit;
using OrleansBroker.Protocol;

namespace OrleansBroker.Grains.Tests.Controller;

public class BrokerAdmissionTests
{
    [Fact]
    public void A_new_incarnation_leads_again_at_the_next_epoch()
    {
        var scenario = new ControllerScenario(1);
        scenario.Create(new NewTopic { Name = "t" });
        var restarted = ControllerScenario.Broker(1, incarnation: 2);

        scenario.Register(restarted);

        var record = scenario.Topic("t").Partitions.Single();
        Assert.Equal((1, 1, 1), (record.Leader, record.LeaderEpoch, record.PartitionEpoch));
        Assert.Equal(restarted.Incarnation, record.LeaderIncarnation);
        Assert.Equal(restarted.Incarnation, record.Isr.Single().Incarnation);
    }

    [Fact]
    public void Registering_again_in_the_same_incarnation_changes_no_leadership()
    {
        var scenario = new ControllerScenario(1);
        scenario.Create(new NewTopic { Name = "t" });

        scenario.Register(ControllerScenario.Broker(1) with { Port = 9999 });

        Assert.Equal(0, scenario.Topic("t").Partitions.Single().LeaderEpoch);
        Assert.Equal(9999, scenario.State.Brokers[1].Port);
    }

    [Fact]
    public void A_restart_touches_only_the_partitions_of_that_broker()
    {
        var scenario = new ControllerScenario(1, 2);
        scenario.Create(new NewTopic { Name = "t", Partitions = 4 });

        scenario.Register(ControllerScenario.Broker(2, incarnation: 2));

        Assert.All(scenario.Topic("t").Partitions,
            record => Assert.Equal(record.Leader == 2 ? 1 : 0, record.LeaderEpoch));
    }

    [Fact]
    public void A_broker_without_its_disk_does_not_lead_what_it_lost_until_the_disk_is_back()
    {
        var scenario = new ControllerScenario(1);
        scenario.Create(new NewTopic { Name = "t" });

        scenario.Register(ControllerScenario.Broker(1, incarnation: 2, disk: 2));
        Assert.Equal(PartitionMetadata.NoLeader, scenario.Topic("t").Partitions.Single().Leader);

        scenario.Register(ControllerScenario.Broker(1, incarnation: 3, disk: 2));
        Assert.Equal(PartitionMetadata.NoLeader, scenario.Topic("t").Partitions.Single().Leader);

        scenario.Register(ControllerScenario.Broker(1, incarnation: 4, disk: 1));
        var record = scenario.Topic("t").Partitions.Single();
        Assert.Equal((1, 2), (record.Leader, record.LeaderEpoch));
    }

    [Fact]
    public void With_one_folder_of_two_missing_only_what_lies_there_waits_for_it()
    {
        var scenario = new ControllerScenario();
        var first = ControllerScenario.Broker(1, disk: 1);
        var second = ControllerScenario.Broker(1, disk: 2);
        scenario.Register(first with { DirectoryIds = [.. first.DirectoryIds, .. second.DirectoryIds] });
        scenario.Create(new NewTopic { Name = "t", Partitions = 4 });
        Assert.Equal(2, scenario.Topic("t").Partitions.Count(record => record.DirectoryOf(1) == first.DirectoryIds[0]));

        scenario.Register(ControllerScenario.Broker(1, incarnation: 2, disk: 2));

        Assert.All(scenario.Topic("t").Partitions, record => Assert.Equal(
            record.DirectoryOf(1) == second.DirectoryIds[0] ? 1 : PartitionMetadata.NoLeader, record.Leader));
        Assert.Equal(Guid.Empty, scenario.Topic("t").Partitions[0].DirectoryOf(9));
    }

    [Fact]
    public void With_a_folder_that_fails_while_it_runs_a_broker_gives_up_what_lies_there_and_gets_nothing_new_there()
    {
        var scenario = new ControllerScenario();
        var first = ControllerScenario.Broker(1, disk: 1);
        var second = ControllerScenario.Broker(1, disk: 2);
        scenario.Register(first with { DirectoryIds = [.. first.DirectoryIds, .. second.DirectoryIds] });
        scenario.Create(new NewTopic { Name = "before", Partitions = 4 });

        scenario.Register(second);
        scenario.Create(new NewTopic { Name = "after", Partitions = 4 });

        Assert.All(scenario.Topic("before").Partitions, record => Assert.Equal(
            record.DirectoryOf(1) == second.DirectoryIds[0] ? (1, 0) : (PartitionMetadata.NoLeader, 1),
            (record.Leader, record.LeaderEpoch)));
        Assert.All(scenario.Topic("after").Partitions, record =>
            Assert.Equal((1, second.DirectoryIds[0]), (record.Leader, record.DirectoryOf(1))));
    }

    [Fact]
    public void A_second_broker_of_the_same_id_is_refused_while_the_first_is_up()
    {
        var scenario = new ControllerScenario { AreOthersAlive = true };
        scenario.Register(ControllerScenario.Broker(1, silo: "first"));

        var second = ControllerScenario.Broker(1, incarnation: 2, disk: 2, silo: "second");
        Assert.Equal(ErrorCode.DuplicateBrokerRegistration, scenario.Register(second));

        scenario.AreOthersAlive = false;
        Assert.Equal(ErrorCode.None, scenario.Register(second));
    }
}

using OrleansBroker.Abstractions.Commands;
using OrleansBroker.Grains.Tests.Kit;
using OrleansBroker.Protocol;

namespace OrleansBroker.Grains.Tests.Controller;

/// <summary>What Kafka 4.3.1 was seen to accept of groups' configs, and how it refused the rest.</summary>
public class GroupConfigTests
{
    private const string Session = "consumer.session.timeout.ms";
    private const string Heartbeat = "consumer.heartbeat.interval.ms";

    private readonly ControllerScenario _scenario = new(1);

    [Theory]
    [InlineData(Session, "45000", null)]
    [InlineData(Session, "44999", "greater than or equal to group.consumer.min.session.timeout.ms")]
    [InlineData(Session, "60001", "less than or equal to group.consumer.max.session.timeout.ms")]
    [InlineData(Session, "soon", "Not a number of type INT")]
    [InlineData(Session, "0", "must be at least 1")]
    [InlineData(Heartbeat, "15000", null)]
    [InlineData(Heartbeat, "4999", "or equal to group.consumer.min.heartbeat.interval.ms")]
    [InlineData(Heartbeat, "15001", "or equal to group.consumer.max.heartbeat.interval.ms")]
    [InlineData("consumer.assignment.interval.ms", "0", null)]
    [InlineData("consumer.assignment.interval.ms", "15001", "or equal to group.consumer.max.assignment.interval.ms")]
    [InlineData("share.auto.offset.reset", "by_duration:PT1H", null)]
    [InlineData("share.auto.offset.reset", "by_duration:-PT1H", "must be one of")]
    [InlineData("share.auto.offset.reset", "by_duration:P", "must be one of")]
    [InlineData("share.auto.offset.reset", "never", "must be one of")]
    [InlineData("share.isolation.level", "read_committed", null)]
    [InlineData("share.delivery.count.limit", "11", "no more than 10")]
    [InlineData("share.renew.acknowledge.enable", "maybe", "Expected value to be either true or false")]
    [InlineData("streams.num.standby.replicas", "3", "no more than 2")]
    [InlineData("nope", "1", "Unknown group config name: nope")]
    public void A_config_is_taken_or_the_reason_told(string name, string value, string? reason)
    {
        var outcome = Alter("g", Set(name, value));

        Assert.Equal(reason is null ? ErrorCode.None : ErrorCode.InvalidConfig, outcome.Error);
        Assert.Contains(reason ?? "", outcome.Message ?? "", StringComparison.Ordinal);
        Assert.Equal(reason is null, _scenario.State.GroupConfigs.ByGroup.ContainsKey("g"));
    }

    [Fact]
    public void Requests_that_make_no_sense_are_told_from_bad_values()
    {
        var twice = Alter("g", Set(Session, "45000"), Set(Session, "46000"));
        var nothing = Alter("g", Set(Session, null));
        var nobody = Alter("", Set(Session, "45000"));
        var list = Alter("g", new ConfigChange
        {
            Name = Session, Operation = ConfigOperation.Append, Value = "1",
        });

        Assert.Equal(
            [ErrorCode.InvalidRequest, ErrorCode.InvalidRequest, ErrorCode.InvalidRequest, ErrorCode.InvalidConfig],
            new[] { twice, nothing, nobody, list }.Select(outcome => outcome.Error));
        Assert.Empty(_scenario.State.GroupConfigs.ByGroup);
    }

    [Fact]
    public void A_session_outlasts_the_pause_between_heartbeats()
    {
        _scenario.Alter(ConfigResourceType.Broker, "", Set("group.consumer.min.session.timeout.ms", "1"));
        Assert.Equal(ErrorCode.None, Alter("g", Set(Session, "5001")).Error);
        var outcome = Alter("g", Set(Heartbeat, "6000"));
        Assert.Equal(
            (ErrorCode.InvalidConfig, $"{Session} must be greater than {Heartbeat}"),
            (outcome.Error, outcome.Message));
    }

    [Fact]
    public void With_its_last_config_a_group_is_forgotten()
    {
        Alter("g", Set(Session, "50000"), Set("streams.num.standby.replicas", "1"));
        Alter("g", Delete(Session), Delete("nope"));
        Assert.Equal(["streams.num.standby.replicas"], _scenario.State.GroupConfigs.ByGroup["g"].Keys);
        Alter("g", Delete("streams.num.standby.replicas"));
        Assert.Empty(_scenario.State.GroupConfigs.ByGroup);
    }

    private static ConfigChange Set(string name, string? value) => new() { Name = name, Value = value };

    private static ConfigChange Delete(string name) => new() { Name = name, Operation = ConfigOperation.Delete };

    private CommandOutcome Alter(string group, params ConfigChange[] changes) =>
        _scenario.Alter(ConfigResourceType.Group, group, changes);
}

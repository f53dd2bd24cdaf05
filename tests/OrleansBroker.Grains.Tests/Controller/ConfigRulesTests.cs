using OrleansBroker.Abstractions.Commands;
using OrleansBroker.Abstractions.Configuration;
using OrleansBroker.Grains.Tests.Kit;
using OrleansBroker.Protocol;

namespace OrleansBroker.Grains.Tests.Controller;

/// <summary>What is refused as a topic's config, and in which words: tools and scripts look for Kafka's.</summary>
public class ConfigRulesTests
{
    [Theory]
    [InlineData("retention.ms", "abc", "Invalid value abc for configuration retention.ms: Not a number of type LONG")]
    [InlineData("retention.ms", "-2", "Invalid value -2 for configuration retention.ms: Value must be at least -1")]
    [InlineData("segment.bytes", "1",
        "Invalid value 1 for configuration segment.bytes: Value must be at least 1048576")]
    [InlineData("compression.zstd.level", "50",
        "Invalid value 50 for configuration compression.zstd.level: Value must be no more than 22")]
    [InlineData("compression.gzip.level", "0",
        "Invalid value 0 for configuration compression.gzip.level: Value must be between 1 and 9 or equal to -1")]
    [InlineData("preallocate", "maybe",
        "Invalid value maybe for configuration preallocate: Expected value to be either true or false")]
    [InlineData("message.timestamp.type", "Foo",
        "Invalid value Foo for configuration message.timestamp.type: String must be one of: CreateTime, LogAppendTime")]
    [InlineData("no.such.config", "1", "Unknown topic config name: no.such.config")]
    [InlineData("leader.replication.throttled.replicas", "foo", "Invalid value foo for configuration "
        + "leader.replication.throttled.replicas: Value must be * or a list of partition:broker pairs, "
        + "for example 0:1,1:2")]
    [InlineData("remote.storage.enable", "true",
        "Tiered storage is not available on this broker: leave remote.storage.enable false")]
    public void A_bad_value_is_refused_when_a_topic_is_created_and_when_it_is_altered(
        string name, string value, string message)
    {
        var scenario = WithTopic();
        var config = new ConfigSetting { Name = name, Value = value };

        var created = scenario.Create(new NewTopic { Name = "u", Configs = [config] });
        var altered = Alter(scenario, new ConfigChange { Name = name, Value = value });

        Assert.Equal((ErrorCode.InvalidConfig, message), (created.Error, created.Message));
        Assert.Equal((ErrorCode.InvalidConfig, message), (altered.Error, altered.Message));
    }

    [Theory]
    [InlineData("compression.gzip.level", "-1")]
    [InlineData("compression.gzip.level", "9")]
    [InlineData("leader.replication.throttled.replicas", "*")]
    [InlineData("leader.replication.throttled.replicas", "")]
    [InlineData("follower.replication.throttled.replicas", "0:1, 12:3")]
    [InlineData("cleanup.policy", "")]
    [InlineData("retention.ms", " 5 ")]
    [InlineData("preallocate", "TRUE")]
    public void A_good_value_is_taken(string name, string value) => Assert.Equal(ErrorCode.None,
        Alter(WithTopic(), new ConfigChange { Name = name, Value = value }).Error);

    [Fact]
    public void The_least_compaction_lag_is_not_above_the_most()
    {
        var scenario = WithTopic();
        const string Conflict =
            "conflict topic config setting min.compaction.lag.ms (100) > max.compaction.lag.ms (10)";

        Assert.Equal(ErrorCode.None, Set(scenario, "min.compaction.lag.ms", "100").Error);
        var altered = Set(scenario, "max.compaction.lag.ms", "10");
        var created = scenario.Create(new NewTopic
        {
            Name = "u",
            Configs =
            [
                new ConfigSetting { Name = "max.compaction.lag.ms", Value = "10" },
                new ConfigSetting { Name = "min.compaction.lag.ms", Value = "100" },
            ],
        });

        Assert.Equal((ErrorCode.InvalidConfig, Conflict), (altered.Error, altered.Message));
        Assert.Equal((ErrorCode.InvalidConfig, Conflict), (created.Error, created.Message));
    }

    [Fact]
    public void A_request_that_makes_no_sense_is_told_from_a_bad_value()
    {
        var scenario = WithTopic();
        var five = new ConfigChange { Name = "retention.ms", Value = "5" };

        Assert.Equal(ErrorCode.InvalidRequest, Alter(scenario, five, five).Error);
        Assert.Equal(ErrorCode.InvalidRequest, Alter(scenario, five with { Value = null }).Error);
        Assert.Equal(ErrorCode.InvalidConfig, Alter(scenario, five with { Operation = ConfigOperation.Append }).Error);
        Assert.Equal(ErrorCode.InvalidRequest, scenario.Alter(ConfigResourceType.Topic, "", five).Error);
        Assert.Equal(ErrorCode.InvalidTopicException, scenario.Alter(ConfigResourceType.Topic, "a/b", five).Error);
        Assert.Equal(ErrorCode.UnknownTopicOrPartition, scenario.Alter(ConfigResourceType.Topic, "no", five).Error);
    }

    [Theory]
    [InlineData("log.retention.hours", "168")]
    [InlineData("log.retention.ms", null)]
    [InlineData("log.roll.hours", "168")]
    [InlineData("log.roll.ms", null)]
    [InlineData("log.flush.interval.ms", null)]
    public void A_default_is_shown_under_the_name_that_has_it_in_Kafka(string name, string? value) =>
        Assert.Equal(value, KafkaProperties.Defaults.Get(name));

    [Fact]
    public void A_topic_has_the_default_that_its_broker_shows_in_other_units()
    {
        var retention = new TopicSettings(KafkaProperties.Defaults, new Dictionary<string, string>())
            .Describe("retention.ms");

        Assert.Equal(("604800000", ConfigSource.Default), (retention.Value, retention.Source));
        Assert.Empty(retention.Candidates);
    }

    private static ControllerScenario WithTopic()
    {
        var scenario = new ControllerScenario(1);
        scenario.Create(new NewTopic { Name = "t" });
        return scenario;
    }

    private static CommandOutcome Set(ControllerScenario scenario, string name, string value) =>
        Alter(scenario, new ConfigChange { Name = name, Value = value });

    private static CommandOutcome Alter(ControllerScenario scenario, params ConfigChange[] changes) =>
        scenario.Alter(ConfigResourceType.Topic, "t", changes);
}

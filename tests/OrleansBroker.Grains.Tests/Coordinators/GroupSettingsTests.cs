using OrleansBroker.Abstractions.Configuration;
using OrleansBroker.Abstractions.Metadata;
using OrleansBroker.Grains.Coordinators;
using OrleansBroker.Grains.Metadata;

namespace OrleansBroker.Grains.Tests.Coordinators;

public class GroupSettingsTests
{
    private readonly MetadataStore _metadata = new(new MetadataImage(KafkaProperties.Defaults, 1));

    [Fact]
    public void What_is_altered_while_the_broker_runs_holds_at_once()
    {
        var settings = new GroupSettings(_metadata);
        Assert.Equal(45_000, settings.Current.ConsumerTimes.SessionTimeoutMs);
        Alter(GroupCoordinatorConfigs.ConsumerSessionTimeoutMs, "9000");
        Assert.Equal(9_000, settings.Current.ConsumerTimes.SessionTimeoutMs);
        Assert.Same(settings.Current, settings.Current);
    }

    [Fact]
    public void There_is_always_an_assignor()
    {
        Alter(GroupCoordinatorConfigs.ConsumerAssignors, "");
        Assert.Equal(["uniform"], new GroupSettings(_metadata).Current.Assignors.Select(assignor => assignor.Name));
        Alter(GroupCoordinatorConfigs.ConsumerAssignors, "range, uniform");
        Assert.Equal(
            ["range", "uniform"], new GroupSettings(_metadata).Current.Assignors.Select(assignor => assignor.Name));
    }

    [Theory]
    [InlineData(GroupCoordinatorConfigs.ConsumerHeartbeatIntervalMs, "3000", true)]
    [InlineData(GroupCoordinatorConfigs.OffsetsRetentionMinutes, "60", true)]
    [InlineData(GroupCoordinatorConfigs.MaxSize, "0", false)]
    [InlineData(GroupCoordinatorConfigs.OffsetsTopicPartitions, "60", false)]
    public void Only_how_the_topic_is_made_is_fixed_while_the_broker_runs(string name, string value, bool mayBeSet) =>
        Assert.Equal(mayBeSet, BrokerConfigs.ValidateDynamic(name, value) is null);

    [Fact]
    public void A_group_has_its_own_times_within_what_the_broker_allows_today()
    {
        var settings = new GroupSettings(_metadata);
        Give("g", GroupConfigs.ConsumerSessionTimeoutMs, "50000");
        Assert.Equal(50_000, settings.Current.ConsumerTimesByGroup["g"].SessionTimeoutMs);
        Assert.Equal(5_000, settings.Current.ConsumerTimesByGroup["g"].HeartbeatIntervalMs);
        Alter(GroupCoordinatorConfigs.ConsumerMaxSessionTimeoutMs, "48000");
        Assert.Equal(48_000, settings.Current.ConsumerTimesByGroup["g"].SessionTimeoutMs);
        Alter(GroupCoordinatorConfigs.ConsumerMinSessionTimeoutMs, "55000");
        Assert.Equal(55_000, settings.Current.ConsumerTimesByGroup["g"].SessionTimeoutMs);
        Assert.Equal(45_000, settings.Current.ConsumerTimes.SessionTimeoutMs);
    }

    private void Give(string group, string name, string value) => Publish(new MetadataUpdate
    {
        GroupConfigs = new GroupConfigsMetadata { ByGroup = new() { [group] = new() { [name] = value } } },
    });

    private void Alter(string name, string value) => Publish(new MetadataUpdate
    {
        BrokerConfigs = new BrokerConfigsMetadata { ClusterWide = new() { [name] = value } },
    });

    private void Publish(MetadataUpdate update) => _metadata.Publish(
        _metadata.Current.Apply(update with { Version = _metadata.Current.Version.Next() })!);
}

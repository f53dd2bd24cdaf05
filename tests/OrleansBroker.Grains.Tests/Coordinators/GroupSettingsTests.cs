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
        Assert.Equal(45_000, settings.Current.ConsumerSessionTimeoutMs);
        Alter(GroupConfigs.ConsumerSessionTimeoutMs, "9000");
        Assert.Equal(9_000, settings.Current.ConsumerSessionTimeoutMs);
        Assert.Same(settings.Current, settings.Current);
    }

    [Fact]
    public void There_is_always_an_assignor()
    {
        Alter(GroupConfigs.ConsumerAssignors, "");
        Assert.Equal(["uniform"], new GroupSettings(_metadata).Current.Assignors.Select(assignor => assignor.Name));
        Alter(GroupConfigs.ConsumerAssignors, "range, uniform");
        Assert.Equal(
            ["range", "uniform"], new GroupSettings(_metadata).Current.Assignors.Select(assignor => assignor.Name));
    }

    [Theory]
    [InlineData(GroupConfigs.ConsumerHeartbeatIntervalMs, "3000", true)]
    [InlineData(GroupConfigs.OffsetsRetentionMinutes, "60", true)]
    [InlineData(GroupConfigs.MaxSize, "0", false)]
    [InlineData(GroupConfigs.OffsetsTopicPartitions, "60", false)]
    public void Only_how_the_topic_is_made_is_fixed_while_the_broker_runs(string name, string value, bool mayBeSet) =>
        Assert.Equal(mayBeSet, BrokerConfigs.ValidateDynamic(name, value) is null);

    private void Alter(string name, string value) => _metadata.Publish(_metadata.Current.Apply(new MetadataUpdate
    {
        Version = _metadata.Current.Version.Next(),
        IsSnapshot = true,
        BrokerConfigs = new BrokerConfigsMetadata { ClusterWide = new() { [name] = value } },
    })!);
}

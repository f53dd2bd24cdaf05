using OrleansBroker.Interop.Tests.Clients;

namespace OrleansBroker.Interop.Tests.Groups;

/// <summary>
/// <c>kafka-consumer-groups</c>, which is how operators look at groups and move their offsets.
/// </summary>
public class GroupToolTests
{
    private static readonly string[] OfWork = ["--group", "readers", "--topic", "work"];

    [Theory]
    [InlineData("Java classic", "Classic", "range")]
    [InlineData("Java consumer", "Consumer", "uniform")]
    public async Task A_group_at_work_is_shown_and_nobody_moves_its_offsets(
        string client, string type, string assignor)
    {
        KafkaTools.RequireThem();
        await using var broker = await GroupBroker.StartAsync();
        await broker.ProduceAsync(10);
        await using var group = new GroupOfClients(client, broker.Address);
        group.Join(members: 1);
        await group.ExpectReadAsync(60);

        var states = await AskAsync(broker, "--list", "--state");
        var types = await AskAsync(broker, "--list", "--type");
        var state = await AskAsync(broker, "--describe", "--group", "readers", "--state");
        var members = await AskAsync(broker, "--describe", "--group", "readers", "--members", "--verbose");
        var reset = await AskAsync(broker, ["--reset-offsets", .. OfWork, "--to-earliest", "--execute"]);
        var deleted = await AskAsync(broker, "--delete", "--group", "readers");
        var forgotten = await AskAsync(broker, ["--delete-offsets", .. OfWork]);
        await group.LeaveAsync();

        Assert.Matches(@"readers\s+Stable", states);
        Assert.Matches($@"readers\s+{type}", types);
        Assert.Matches($@"readers\s+{broker.Address} +\(1\)\s+{assignor}\s+Stable\s+1", state);
        Assert.Matches(@"readers\s.*/127\.0\.0\.1\s.*work[:(]0,1,2,3,4,5", members);
        Assert.Contains("inactive, but the current state is Stable", reset, StringComparison.Ordinal);
        Assert.Contains("The group is not empty", deleted, StringComparison.Ordinal);
        Assert.Matches("work .* Error: .*subscribed", forgotten);
        Assert.All(await broker.CommittedAsync(), offset => Assert.Equal(10, offset));
    }

    [Fact]
    public async Task Offsets_of_a_group_that_rests_are_moved_and_forgotten()
    {
        KafkaTools.RequireThem();
        await using var broker = await GroupBroker.StartAsync();
        var later = DateTimeOffset.UtcNow;
        await broker.ProduceAsync(10, later.AddHours(-1));
        await broker.ProduceAsync(10, later);

        await ResetAsync(broker, "--to-latest");
        var latest = await broker.CommittedAsync();
        var described = await AskAsync(broker, "--describe", "--group", "readers");
        await ResetAsync(broker, "--shift-by", "-7");
        var shifted = await broker.CommittedAsync();
        await ResetAsync(broker, "--to-datetime", $"{later:yyyy-MM-dd'T'HH:mm:ss.fff}Z");
        var dated = await broker.CommittedAsync();
        await ResetAsync(broker, "--to-earliest");
        var earliest = await broker.CommittedAsync();
        await AskAsync(broker, "--delete-offsets", "--group", "readers", "--topic", "work:0,1");
        var partly = await broker.CommittedAsync();
        await AskAsync(broker, "--delete", "--group", "readers");
        var left = await AskAsync(broker, "--list");

        Assert.Equal(Six(20), latest);
        Assert.Matches(@"readers\s+work\s+0\s+20\s+20\s+0\s+-\s+-\s+-", described);
        Assert.Equal(Six(13), shifted);
        Assert.Equal(Six(10), dated);
        Assert.Equal(Six(0), earliest);
        Assert.Equal([-1, -1, 0, 0, 0, 0], partly);
        Assert.DoesNotContain("readers", left, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Configs_of_a_group_are_altered_and_described_as_against_Kafka()
    {
        KafkaTools.RequireThem();
        await using var broker = await GroupBroker.StartAsync();
        string[] group = ["--entity-type", "groups", "--entity-name", "readers"];
        string[] set = ["--add-config", "consumer.session.timeout.ms=50000,consumer.heartbeat.interval.ms=7000"];

        var altered = await ConfigureAsync(broker, ["--alter", .. group, .. set]);
        await broker.RestartAsync();
        var described = await ConfigureAsync(broker, ["--describe", .. group]);
        var all = await ConfigureAsync(broker, ["--describe", "--all", .. group]);
        var named = await ConfigureAsync(broker, ["--describe", "--entity-type", "groups"]);
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => ConfigureAsync(
            broker, ["--alter", .. group, "--add-config", "consumer.session.timeout.ms=70000"]));
        await ConfigureAsync(
            broker,
            ["--alter", .. group, "--delete-config", "consumer.session.timeout.ms,consumer.heartbeat.interval.ms"]);
        var left = await ConfigureAsync(broker, ["--describe", .. group]);

        const string Session = @"consumer\.session\.timeout\.ms=50000 sensitive=false synonyms="
            + @"\{DYNAMIC_GROUP_CONFIG:consumer\.session\.timeout\.ms=50000, .*"
            + @"DEFAULT_CONFIG:group\.consumer\.session\.timeout\.ms=45000\}";
        Assert.Contains("Completed updating config for group readers.", altered, StringComparison.Ordinal);
        Assert.Matches(Session, described);
        Assert.DoesNotContain("share.isolation.level", described, StringComparison.Ordinal);
        Assert.Contains("share.isolation.level=read_uncommitted", all, StringComparison.Ordinal);
        Assert.Contains("Dynamic configs for group readers are:", named, StringComparison.Ordinal);
        Assert.Contains("group.consumer.max.session.timeout.ms", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("50000", left, StringComparison.Ordinal);
    }

    private static long[] Six(long offset) => [.. Enumerable.Repeat(offset, GroupBroker.Partitions)];

    private static Task ResetAsync(GroupBroker broker, params string[] where) =>
        AskAsync(broker, ["--reset-offsets", .. OfWork, .. where, "--execute"]);

    private static Task<string> ConfigureAsync(GroupBroker broker, string[] arguments) =>
        KafkaTools.AskAsync(broker.Address, "configs", arguments);

    private static Task<string> AskAsync(GroupBroker broker, params string[] arguments) =>
        KafkaTools.AskAsync(broker.Address, "consumer-groups", arguments);
}

using OrleansBroker.Interop.Tests.Brokers;
using OrleansBroker.Interop.Tests.Clients;

namespace OrleansBroker.Interop.Tests.Groups;

/// <summary>kcat's balanced consumer, and so librdkafka's groups.</summary>
public class KcatGroupTests(SharedBroker broker)
{
    private static readonly CommandLineClient Kcat = new("kcat", "kcat");

    [Theory]
    [InlineData("range")]
    [InlineData("roundrobin")]
    [InlineData("cooperative-sticky")]
    public async Task A_group_reads_everything_once_and_goes_on_where_it_was(string strategy)
    {
        Kcat.RequireIt("-V");
        var topic = SharedBroker.NewTopic($"kcat-group-{strategy}");
        var lines = TextLines.Numbered(2_000);
        await ProduceAsync(topic, lines[..1_000]);

        var first = await ConsumeAsync(topic, strategy);
        await ProduceAsync(topic, lines[1_000..]);
        var second = await ConsumeAsync(topic, strategy);

        Assert.Equal(lines[..1_000], first);
        Assert.Equal(lines[1_000..], second);
    }

    private Task ProduceAsync(string topic, string[] lines) =>
        Kcat.RunWithInputAsync(string.Join('\n', lines), "-P", "-b", broker.Address, "-t", topic);

    private async Task<string[]> ConsumeAsync(string topic, string strategy) => TextLines.Of(await Kcat.RunAsync(
        "-b", broker.Address, "-G", $"{topic}-readers", "-e", "-q", "-X", "auto.offset.reset=earliest",
        "-X", $"partition.assignment.strategy={strategy}", topic));
}

using OrleansBroker.Interop.Tests.Brokers;
using OrleansBroker.Interop.Tests.Clients;
using OrleansBroker.Protocol;
using OrleansBroker.TestKit;

namespace OrleansBroker.Interop.Tests;

/// <summary>kcat, which is librdkafka at the command line.</summary>
public class KcatTests(SharedBroker broker)
{
    private static readonly CommandLineClient Kcat = new("kcat", "kcat");

    [Theory]
    [InlineData("none")]
    [InlineData("gzip")]
    [InlineData("snappy")]
    [InlineData("lz4")]
    [InlineData("zstd")]
    public async Task Lines_come_back_in_order_with_every_codec(string codec)
    {
        Kcat.RequireIt("-V");
        var topic = SharedBroker.NewTopic($"kcat-{codec}");
        var lines = TextLines.Numbered(5_000);

        await Kcat.RunWithInputAsync(
            string.Join('\n', lines), "-P", "-b", broker.Address, "-t", topic, "-z", codec);
        var output = await Kcat.RunAsync("-C", "-b", broker.Address, "-t", topic, "-o", "beginning", "-e", "-q");

        Assert.Equal(lines, TextLines.Of(output));
    }

    [Fact]
    public async Task Records_from_1_byte_to_900_KB_come_back_whole()
    {
        Kcat.RequireIt("-V");
        var topic = SharedBroker.NewTopic("kcat-sizes");
        using var folder = new TempFolder();
        int[] sizes = [1, 100, 10_000, 100_000, 900_000];
        var random = new Random(2);
        var values = sizes.Select(size => random.GetItems("abcdefghij"u8.ToArray(), size)).ToArray();
        var files = sizes.Select(size => folder.File($"{size}")).ToArray();
        for (var index = 0; index < files.Length; index++)
        {
            await File.WriteAllBytesAsync(files[index], values[index], TestContext.Current.CancellationToken);
        }

        await Kcat.RunAsync(["-P", "-b", broker.Address, "-t", topic, .. files]);
        var output = await Kcat.RunAsync("-C", "-b", broker.Address, "-t", topic, "-e", "-q", "-f", "%S\n");

        Assert.Equal(sizes.Select(size => $"{size}"), TextLines.Of(output));
        await using var client = await KafkaClient.ConnectAsync(broker.Address);
        var records = await client.ReadAllAsync(new TopicPartition(topic, 0));
        Assert.Equal(values, records.Select(record => record.Value));
    }

    [Fact]
    public async Task Keys_headers_and_null_values_come_back()
    {
        Kcat.RequireIt("-V");
        var topic = SharedBroker.NewTopic("kcat-keys");

        await Kcat.RunWithInputAsync(
            "k1:v1\nk2:\n:v3\n", "-P", "-b", broker.Address, "-t", topic, "-K:", "-Z", "-H", "h1=a", "-H", "h2=b");
        var output = await Kcat.RunAsync(
            "-C", "-b", broker.Address, "-t", topic, "-e", "-q", "-f", "%K %k %S %s %h\n");

        Assert.Equal(
            ["2 k1 2 v1 h1=a,h2=b", "2 k2 -1  h1=a,h2=b", "-1  2 v3 h1=a,h2=b"],
            TextLines.Of(output).Select(line => line.Replace("NULL", "", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Metadata_and_offsets_are_listed()
    {
        Kcat.RequireIt("-V");
        var topic = SharedBroker.NewTopic("kcat-list");
        await using var client = await KafkaClient.ConnectAsync(broker.Address);
        await client.CreateTopicAsync(topic, partitions: 3);
        await Kcat.RunWithInputAsync("a\nb\nc\n", "-P", "-b", broker.Address, "-t", topic, "-p", "1");

        var metadata = await Kcat.RunAsync("-L", "-b", broker.Address, "-t", topic);
        var end = await Kcat.RunAsync("-Q", "-b", broker.Address, "-t", $"{topic}:1:-1");
        var start = await Kcat.RunAsync("-Q", "-b", broker.Address, "-t", $"{topic}:1:-2");

        Assert.Contains($"topic \"{topic}\" with 3 partitions", metadata, StringComparison.Ordinal);
        Assert.Contains(broker.Address, metadata, StringComparison.Ordinal);
        Assert.Equal($"{topic} [1] offset 3", end.Trim());
        Assert.Equal($"{topic} [1] offset 0", start.Trim());
    }

    [Fact]
    public async Task Consuming_starts_at_a_given_offset_and_counted_from_the_end()
    {
        Kcat.RequireIt("-V");
        var topic = SharedBroker.NewTopic("kcat-offsets");
        var lines = TextLines.Numbered(1_000);
        await Kcat.RunWithInputAsync(string.Join('\n', lines), "-P", "-b", broker.Address, "-t", topic);

        var middle = await Kcat.RunAsync("-C", "-b", broker.Address, "-t", topic, "-o", "500", "-e", "-q");
        var tail = await Kcat.RunAsync("-C", "-b", broker.Address, "-t", topic, "-o", "-10", "-e", "-q");

        Assert.Equal(lines[500..], TextLines.Of(middle));
        Assert.Equal(lines[990..], TextLines.Of(tail));
    }

    [Fact]
    public async Task An_idempotent_producer_works()
    {
        Kcat.RequireIt("-V");
        var topic = SharedBroker.NewTopic("kcat-idempotent");
        var lines = TextLines.Numbered(2_000);

        await Kcat.RunWithInputAsync(
            string.Join('\n', lines), "-P", "-b", broker.Address, "-t", topic, "-X", "enable.idempotence=true");
        var output = await Kcat.RunAsync("-C", "-b", broker.Address, "-t", topic, "-e", "-q");

        Assert.Equal(lines, TextLines.Of(output));
    }
}

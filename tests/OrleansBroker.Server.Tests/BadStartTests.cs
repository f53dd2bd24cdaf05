using System.Net;
using System.Net.Sockets;
using OrleansBroker.Server.Hosting;

namespace OrleansBroker.Server.Tests;

/// <summary>Whatever keeps the broker from starting: exit code 1 and one sentence that says what to do.</summary>
public sealed class BadStartTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--foo", "'--foo' is not an option")]
    [InlineData("stray", "'stray' is not an option")]
    [InlineData("--Brokr:DataPath=x", "'--Brokr:DataPath=x' is not an option")]
    [InlineData("--Broker:DataPth=x", "Broker:DataPth is not an option")]
    [InlineData("--Broker:Kafka:Listn=x", "Broker:Kafka:Listn is not an option")]
    [InlineData("--Broker:Id=one", "'Broker:Id'")]
    [InlineData("--Broker:Id=-1", "0 or more")]
    [InlineData("--Broker:DataPath=", "Broker:DataPath is empty")]
    [InlineData("--Broker:DataPath=same,same", "names 'same' more than once")]
    [InlineData("--Broker:Kafka:Listen=9092", "Broker:Kafka:Listen is '9092'")]
    [InlineData("--Broker:Http:Listen=bad", "Broker:Http:Listen is 'bad'")]
    [InlineData("--Broker:Kafka:Listen=127.0.0.1:70000", "Broker:Kafka:Listen is")]
    [InlineData("--Broker:Kafka:Listen=192.0.2.1:9092", "choose an address of this machine")]
    [InlineData("--Broker:Properties:num.partition=1", "Unknown broker property: num.partition")]
    [InlineData("--Broker:Properties:log.dirs=/data", "Set Broker:DataPath")]
    [InlineData("--Broker:Properties:num.partitions=many", "num.partitions")]
    public async Task A_bad_option_is_named(string argument, string expected)
    {
        var sentence = await FailAsync(argument);
        Assert.Contains(expected, sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Broker:Kafka:Listen")]
    [InlineData("Broker:Http:Listen")]
    public async Task A_port_in_use_is_named_with_its_option(string option)
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var address = taken.LocalEndpoint.ToString();

        var sentence = await FailAsync($"--{option}={address}");
        Assert.StartsWith($"{option}: {address} is in use", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_folder_that_cannot_be_made_is_named()
    {
        var file = Path.Combine(_folder.Path, "file");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);

        var sentence = await FailAsync($"--Broker:DataPath={file}");
        Assert.Contains(file, sentence, StringComparison.Ordinal);
    }

    private async Task<string> FailAsync(string argument)
    {
        string[] args =
        [
            $"--Broker:DataPath={Path.Combine(_folder.Path, "data")}",
            "--Broker:Kafka:Listen=127.0.0.1:0",
            "--Broker:Http:Listen=127.0.0.1:0",
            argument,
        ];
        using var output = new StringWriter();
        using var error = new StringWriter();

        Assert.Equal(1, await BrokerProgram.RunAsync(args, output, error));
        Assert.Equal("", output.ToString());
        return Assert.Single(error.ToString().TrimEnd('\n').Split('\n'));
    }
}

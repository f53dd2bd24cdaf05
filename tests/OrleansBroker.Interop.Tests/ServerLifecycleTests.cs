using OrleansBroker.Interop.Tests.Brokers;
using OrleansBroker.TestKit;

namespace OrleansBroker.Interop.Tests;

/// <summary>Starting and stopping the real process, and what it says when it cannot start.</summary>
public class ServerLifecycleTests
{
    [Fact]
    public async Task It_stops_within_5_seconds_with_code_0_and_a_client_connected()
    {
        using var folder = new TempFolder();
        await using var server = await ServerProcess.StartAsync(folder.File("data"));
        await using var client = await KafkaClient.ConnectAsync(server.Address);
        await client.MetadataAsync();

        var (exitCode, took) = await server.StopAsync();

        Assert.Equal(0, exitCode);
        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_second_process_on_the_same_data_folder_refuses_in_one_sentence()
    {
        using var folder = new TempFolder();
        await using var server = await ServerProcess.StartAsync(folder.File("data"));

        var (exitCode, output) = await ServerProcess.RunToExitAsync(
            folder.File("data"), $"127.0.0.1:{ServerProcess.FreePort()}");

        Assert.NotEqual(0, exitCode);
        Assert.Contains(folder.File("data"), output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_is_said_in_one_sentence()
    {
        using var folder = new TempFolder();
        await using var server = await ServerProcess.StartAsync(folder.File("data"));

        var (exitCode, output) = await ServerProcess.RunToExitAsync(folder.File("other"), server.Address);

        Assert.NotEqual(0, exitCode);
        Assert.Contains(server.Address, output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_property_is_said_in_one_sentence()
    {
        using var folder = new TempFolder();

        var (exitCode, output) = await ServerProcess.RunToExitAsync(
            folder.File("data"), $"127.0.0.1:{ServerProcess.FreePort()}", "--Broker:Properties:no.such.property=1");

        Assert.NotEqual(0, exitCode);
        Assert.Contains("no.such.property", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }
}

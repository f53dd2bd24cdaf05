using System.Net;
using System.Net.Sockets;

namespace OrleansBroker.Server.Tests;

public sealed class ServerProcessTests : IDisposable
{
    // Signal 2 of the bits that /proc shows; a shell starts its background jobs so, and they hand it on.
    private static readonly bool IsInterruptIgnored = OperatingSystem.IsLinux()
        && File.ReadLines("/proc/self/status").Any(line => line.StartsWith("SigIgn:", StringComparison.Ordinal)
            && (Convert.ToInt64(line[7..].Trim(), 16) & 2) != 0);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_signal_ends_it_with_0_within_5_seconds_and_leaves_a_clean_folder(string signal)
    {
        Assert.SkipWhen(signal == "INT" && IsInterruptIgnored, "whoever started the tests made them ignore SIGINT");
        using var server = await RunningServer.StartAsync(_folder.Path);

        var (exitCode, took) = await server.StopAsync(signal);

        Assert.Equal(0, exitCode);
        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.True(File.Exists(Path.Combine(_folder.Path, ".kafka_cleanshutdown")));
    }

    [Fact]
    public async Task A_second_process_on_the_folder_ends_with_one_sentence_and_the_first_goes_on()
    {
        using var server = await RunningServer.StartAsync(_folder.Path);

        var (exitCode, error) = await RunningServer.RunAsync(_folder.Path);

        Assert.Equal(1, exitCode);
        Assert.Contains("in use by another process", Assert.Single(error.TrimEnd('\n').Split('\n')),
            StringComparison.Ordinal);
        using var client = new TcpClient();
        await client.ConnectAsync(IPEndPoint.Parse(server.KafkaAddress), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Health_and_metrics_answer_over_http()
    {
        using var server = await RunningServer.StartAsync(_folder.Path);
        using var http = new HttpClient { BaseAddress = new Uri(server.HttpAddress) };
        var cancellation = TestContext.Current.CancellationToken;

        Assert.Equal("live\n", await http.GetStringAsync("/health/live", cancellation));
        Assert.Equal("ready\n", await http.GetStringAsync("/health/ready", cancellation));
        var metrics = await http.GetStringAsync("/metrics", cancellation);
        Assert.Contains("\norleansbroker_connections 0\n", metrics, StringComparison.Ordinal);
        Assert.Contains("\norleansbroker_partitions 0\n", metrics, StringComparison.Ordinal);
        Assert.Contains("dotnet_process_cpu_time_seconds_total{", metrics, StringComparison.Ordinal);
    }
}

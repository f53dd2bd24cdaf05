using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace OrleansBroker.Storage.Tests.Kit;

/// <summary>Apache Kafka's broker on a port of its own, where it is on this machine. Disposing it ends it.</summary>
internal sealed class KafkaBroker(string folder) : IAsyncDisposable
{
    private static readonly string? Kafka = SharedFolder.Find("peers/kafka/kafka");

    /// <summary>More than a stop or a tool takes here, less than Kafka sometimes waits for itself.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    private readonly int _port = FreePort();
    private Process? _process;

    /// <summary>The data folder.</summary>
    public string DataFolder => Path.Combine(folder, "data");

    public static bool IsMissing => Kafka is null || !File.Exists("/usr/bin/java");

    /// <summary>Starts the process; clients wait until it answers.</summary>
    public void Start() => _process = Run(
        [
            "serve", folder, _port.ToString(CultureInfo.InvariantCulture), "log.segment.bytes=1048576",
            "num.partitions=2", "transaction.state.log.num.partitions=2",
        ],
        "-Xmx256m");

    /// <summary>Ends the process in order, or at once.</summary>
    public async Task StopAsync(bool isClean)
    {
        var process = _process!;
        _process = null;
        if (isClean)
        {
            using var kill = Process.Start("kill", process.Id.ToString(CultureInfo.InvariantCulture));
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
        else
        {
            process.Kill(entireProcessTree: true);
        }

        var isOver = await EndsAsync(process);
        process.Dispose();
        Assert.SkipUnless(isOver, "Kafka did not stop in order, so that there is no folder of its own to be opened.");
    }

    /// <summary>Sends records of 1000 bytes with Kafka's own producer.</summary>
    public async Task ProduceAsync(string topic, int records, params string[] options)
    {
        using var tool = Run(
            [
                "producer-perf-test", "--topic", topic, "--num-records", records.ToString(CultureInfo.InvariantCulture),
                "--record-size", "1000", "--throughput", "-1", .. options,
                "--producer-props", $"bootstrap.servers=127.0.0.1:{_port}", "acks=all", "enable.idempotence=true",
            ],
            "-Xmx128m");
        Assert.True(await EndsAsync(tool), "Kafka's producer did not come to an end.");
        Assert.Equal(0, tool.ExitCode);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await StopAsync(isClean: false);
        }
    }

    /// <summary>Waits for the end of a process, and kills what does not come to one.</summary>
    private static async Task<bool> EndsAsync(Process process)
    {
        try
        {
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Limit);
            return true;
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            return false;
        }
    }

    private static Process Run(string[] arguments, string heap)
    {
        var start = new ProcessStartInfo(Kafka!, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["KAFKA_HEAP"] = heap },
        };
        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static int FreePort()
    {
        // The broker takes the next one too; what is free now may be taken then, and the start fails.
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

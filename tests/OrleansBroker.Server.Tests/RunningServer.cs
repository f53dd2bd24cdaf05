using System.Diagnostics;
using System.Text.RegularExpressions;

namespace OrleansBroker.Server.Tests;

/// <summary>The real program as a process of its own, on free ports. Used by one test.</summary>
internal sealed partial class RunningServer : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private RunningServer(Process process) => _process = process;

    public string KafkaAddress { get; private set; } = "";

    public string HttpAddress { get; private set; } = "";

    public static async Task<RunningServer> StartAsync(string dataPath)
    {
        var server = new RunningServer(Launch(dataPath));
        while (await server._process.StandardOutput.ReadLineAsync().WaitAsync(Limit) is { } line)
        {
            if (KafkaLine().Match(line) is { Success: true } kafka)
            {
                server.KafkaAddress = kafka.Groups[1].Value;
            }
            else if (HttpLine().Match(line) is { Success: true } http)
            {
                server.HttpAddress = http.Groups[1].Value;
            }
            else if (line.Contains("Ctrl-C", StringComparison.Ordinal))
            {
                return server;
            }
        }

        throw new InvalidOperationException(await server._process.StandardError.ReadToEndAsync());
    }

    /// <summary>Runs a second one that is to end by itself; returns its exit code and its error output.</summary>
    public static async Task<(int ExitCode, string Error)> RunAsync(string dataPath)
    {
        using var process = Launch(dataPath);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync().WaitAsync(Limit);
        await output;
        await process.WaitForExitAsync();
        return (process.ExitCode, error);
    }

    /// <summary>Sends a signal by its name and waits for the end.</summary>
    public async Task<(int ExitCode, TimeSpan Took)> StopAsync(string signal)
    {
        var watch = Stopwatch.StartNew();
        using var kill = Process.Start("kill", [$"-{signal}", $"{_process.Id}"]);
        await _process.StandardOutput.ReadToEndAsync().WaitAsync(Limit);
        await _process.WaitForExitAsync();
        return (_process.ExitCode, watch.Elapsed);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private static Process Launch(string dataPath)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] args =
        [
            Path.Combine(AppContext.BaseDirectory, "OrleansBroker.Server.dll"),
            $"--Broker:DataPath={dataPath}", "--Broker:Kafka:Listen=127.0.0.1:0", "--Broker:Http:Listen=127.0.0.1:0",
        ];
        Array.ForEach(args, start.ArgumentList.Add);
        return Process.Start(start)!;
    }

    [GeneratedRegex(@"Kafka clients connect to (\S+)$")]
    private static partial Regex KafkaLine();

    [GeneratedRegex(@"(http://\S+)/metrics$")]
    private static partial Regex HttpLine();
}

using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace OrleansBroker.Interop.Tests.Brokers;

/// <summary>
/// The real server, as its own process on free ports: started, stopped as by Ctrl-C, or killed without warning. Used
/// by one test at a time.
/// </summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServerProcess(Process process, string address)
    {
        _process = process;
        Address = address;
    }

    /// <summary>Where clients connect, host:port.</summary>
    public string Address { get; }

    /// <summary>Everything that it printed so far.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>Starts a server and waits until it says where to connect.</summary>
    /// <param name="dataPath">Its data folder.</param>
    /// <param name="address">Where it listens: a free port when null, the old one for a restart.</param>
    /// <param name="arguments">More of its command line.</param>
    public static async Task<ServerProcess> StartAsync(
        string dataPath, string? address = null, params string[] arguments)
    {
        var server = Launch(dataPath, address ?? $"127.0.0.1:{FreePort()}", arguments);
        try
        {
            await server._ready.Task.WaitAsync(StartLimit);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a server that is expected to end by itself, and waits for that.</summary>
    public static async Task<(int ExitCode, string Output)> RunToExitAsync(
        string dataPath, string address, params string[] arguments)
    {
        await using var server = Launch(dataPath, address, arguments);
        await server._process.WaitForExitAsync().WaitAsync(StartLimit);
        return (server._process.ExitCode, server.Output);
    }

    public static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    /// <summary>Ends the process at once, as a power cut of the process alone would (SIGKILL).</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks it to stop, as Ctrl-C does (SIGINT), and waits for the end.</summary>
    /// <returns>The exit code, and how long it took.</returns>
    public async Task<(int ExitCode, TimeSpan Took)> StopAsync()
    {
        var watch = Stopwatch.StartNew();
        using var kill = Process.Start("kill", ["-INT", $"{_process.Id}"]);
        await _process.WaitForExitAsync().WaitAsync(StartLimit);
        return (_process.ExitCode, watch.Elapsed);
    }

    /// <summary>Waits for it to end by itself.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(StartLimit);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private static ServerProcess Launch(string dataPath, string address, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(Checkout.ServerAssembly)!,
        };
        string[] all =
        [
            Checkout.ServerAssembly,
            $"--Broker:DataPath={dataPath}",
            $"--Broker:Kafka:Listen={address}",
            "--Broker:Http:Listen=127.0.0.1:0",
            .. arguments,
        ];
        foreach (var argument in all)
        {
            start.ArgumentList.Add(argument);
        }

        var server = new ServerProcess(new Process { StartInfo = start, EnableRaisingEvents = true }, address);
        server.Run();
        return server;
    }

    private void Run()
    {
        _process.OutputDataReceived += (_, line) => Printed(line.Data);
        _process.ErrorDataReceived += (_, line) => Printed(line.Data);
        _process.Exited += (_, _) =>
            _ready.TrySetException(new InvalidOperationException($"The server ended before it was ready:\n{Output}"));
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private void Printed(string? line)
    {
        lock (_output)
        {
            _output.AppendLine(line);
        }

        if (line?.Contains(Address, StringComparison.Ordinal) == true)
        {
            _ready.TrySetResult();
        }
    }
}

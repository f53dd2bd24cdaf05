using System.Diagnostics;

namespace OrleansBroker.Interop.Tests.Clients;

/// <summary>A client that runs beside the test and prints a line for what it does. Thread-safe.</summary>
internal sealed class RunningClient : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    private readonly Process _process;
    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];
    private readonly List<string> _errors = [];
    private TaskCompletionSource _printed = NewSignal();

    private RunningClient(Process process) => _process = process;

    /// <summary>What it printed so far.</summary>
    public string[] Lines
    {
        get
        {
            lock (_lock)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary>What it printed so far as errors.</summary>
    public string[] Errors
    {
        get
        {
            lock (_lock)
            {
                return [.. _errors];
            }
        }
    }

    public static RunningClient Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var client = new RunningClient(new Process { StartInfo = start });
        client._process.OutputDataReceived += (_, line) => client.Printed(client._lines, line.Data);
        client._process.ErrorDataReceived += (_, line) => client.Printed(client._errors, line.Data);
        client._process.Start();
        client._process.BeginOutputReadLine();
        client._process.BeginErrorReadLine();
        return client;
    }

    /// <summary>Waits until what was printed by these clients together is as wanted.</summary>
    public static async Task WaitUntilAsync(
        IReadOnlyCollection<RunningClient> clients, Func<bool> isSo, Func<string> what)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (true)
        {
            // The signals first: what is printed while we look ends the wait.
            var signals = clients.Select(client => client.Signal()).ToList();
            if (isSo())
            {
                return;
            }

            try
            {
                await Task.WhenAny(signals).WaitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"Not within {Limit}: {what()}\n{string.Join("\n--\n", clients.Select(Tail))}");
            }
        }
    }

    /// <summary>Ends it at once (SIGKILL): it leaves no group and commits nothing.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks it to stop (SIGTERM), and waits for the end.</summary>
    public async Task StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await _process.WaitForExitAsync().WaitAsync(Limit);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private static string Tail(RunningClient client)
    {
        lock (client._lock)
        {
            return string.Join('\n', client._lines.TakeLast(5).Concat(client._errors.TakeLast(5)));
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Task Signal()
    {
        lock (_lock)
        {
            return _printed.Task;
        }
    }

    private void Printed(List<string> lines, string? line)
    {
        lock (_lock)
        {
            lines.Add(line ?? "");
            _printed.TrySetResult();
            _printed = NewSignal();
        }
    }
}

using System.ComponentModel;
using System.Diagnostics;

namespace OrleansBroker.Interop.Tests.Clients;

/// <summary>A client that is a program of its own. Immutable, so safe from any thread.</summary>
/// <param name="program">The program.</param>
/// <param name="package">What a user installs to have it; the reason that skipped tests give.</param>
/// <param name="leading">Arguments before those of each call.</param>
internal sealed class CommandLineClient(string program, string package, params string[] leading)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Skips the test when the program cannot be started.</summary>
    public void RequireIt(params string[] probe)
    {
        try
        {
            using var process = Process.Start(StartInfo(probe))!;
            process.StandardInput.Close();
            process.OutputDataReceived += (_, _) => { };
            process.ErrorDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            process.WaitForExit();
            Assert.SkipWhen(process.ExitCode != 0, $"{program} does not work: install {package}");
        }
        catch (Win32Exception)
        {
            Assert.Skip($"{program} is missing: install {package}");
        }
    }

    public Task<string> RunAsync(params string[] arguments) => RunWithInputAsync("", arguments);

    /// <summary>Runs the program to its end.</summary>
    /// <returns>What it printed; the test fails when it exits with anything but 0, or takes two minutes.</returns>
    public async Task<string> RunWithInputAsync(string input, params string[] arguments)
    {
        using var process = Process.Start(StartInfo(arguments))!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        try
        {
            await process.WaitForExitAsync().WaitAsync(Limit);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{Describe(arguments)} took too long:\n{await output}\n{await error}");
        }

        Assert.True(process.ExitCode == 0, $"{Describe(arguments)} failed:\n{await output}\n{await error}");
        return await output;
    }

    private string Describe(string[] arguments) => string.Join(' ', [program, .. leading, .. arguments]);

    private ProcessStartInfo StartInfo(string[] arguments)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in leading.Concat(arguments))
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }
}

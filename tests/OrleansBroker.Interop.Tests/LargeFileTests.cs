using System.Globalization;
using OrleansBroker.Interop.Tests.Brokers;
using OrleansBroker.Interop.Tests.Clients;
using OrleansBroker.TestKit;

namespace OrleansBroker.Interop.Tests;

/// <summary>
/// A text file through kcat and back: the same lines, per partition in order, also after a stop and after a kill.
/// INTEROP_FILE_MB sets the file's size.
/// </summary>
public class LargeFileTests
{
    private const int Partitions = 3;
    private const int DefaultMegabytes = 30;

    private static readonly CommandLineClient Kcat = new("kcat", "kcat");

    [Fact]
    public async Task A_file_comes_back_before_and_after_a_restart_and_after_a_kill()
    {
        Kcat.RequireIt("-V");
        using var folder = new TempFolder();
        var lines = await WriteFileAsync(folder.File("lines"));
        var server = await ServerProcess.StartAsync(folder.File("data"));
        try
        {
            await ProduceAsync(server.Address, folder.File("lines"));
            await ExpectAllAsync(server.Address, lines);

            Assert.Equal(0, (await server.StopAsync()).ExitCode);
            server = await ServerProcess.StartAsync(folder.File("data"), server.Address);
            await ExpectAllAsync(server.Address, lines);

            await server.KillAsync();
            server = await ServerProcess.StartAsync(folder.File("data"), server.Address);
            await ExpectAllAsync(server.Address, lines);
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_file_comes_back_after_a_kill_right_after_the_last_ack()
    {
        Kcat.RequireIt("-V");
        using var folder = new TempFolder();
        var lines = await WriteFileAsync(folder.File("lines"));
        var server = await ServerProcess.StartAsync(folder.File("data"));
        try
        {
            await ProduceAsync(server.Address, folder.File("lines"));
            await server.KillAsync();
            server = await ServerProcess.StartAsync(folder.File("data"), server.Address);
            await ExpectAllAsync(server.Address, lines);
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    /// <summary>Numbered lines of about 100 bytes: their order shows in any partition.</summary>
    private static async Task<string[]> WriteFileAsync(string path)
    {
        var megabytes = Environment.GetEnvironmentVariable("INTEROP_FILE_MB") is { Length: > 0 } size
            ? int.Parse(size, CultureInfo.InvariantCulture)
            : DefaultMegabytes;
        var lines = TextLines.Numbered(megabytes * 1_000_000 / 110);
        await File.WriteAllLinesAsync(path, lines);
        return lines;
    }

    private static async Task ProduceAsync(string address, string file)
    {
        await using var client = await KafkaClient.ConnectAsync(address);
        await client.CreateTopicAsync("lines", Partitions);
        await Kcat.RunAsync("-P", "-b", address, "-t", "lines", "-p", "-1", "-l", file);
    }

    private static async Task ExpectAllAsync(string address, string[] lines)
    {
        var all = new List<string>();
        for (var partition = 0; partition < Partitions; partition++)
        {
            var part = TextLines.Of(await Kcat.RunAsync(
                "-C", "-b", address, "-t", "lines", "-p", $"{partition}", "-o", "beginning", "-e", "-q"));
            Assert.NotEmpty(part);
            Assert.True(part.Zip(part.Skip(1)).All(pair => string.CompareOrdinal(pair.First, pair.Second) < 0));
            all.AddRange(part);
        }

        all.Sort(StringComparer.Ordinal);
        Assert.Equal(lines.Length, all.Count);
        Assert.True(lines.AsSpan().SequenceEqual(all.ToArray()));
    }
}

using System.Diagnostics;
using OrleansBroker.Benchmarks.Kit;

namespace OrleansBroker.Benchmarks.Programs;

/// <summary>
/// Appends batches of 16 KB beside <c>dd</c> with blocks of 16 KB, in turns on the same disk: as fast as the page cache
/// takes them, until all is on disk, and each by itself on disk.
/// </summary>
internal static class AppendProgram
{
    private const int Rounds = 5;
    private const int FlushedOneByOne = 500;

    public static async Task RunAsync(int megabytes)
    {
        var count = (int)(((long)megabytes << 20) / Batches.Size);
        await CompareAsync("into the page cache", count, "conv=notrunc", static _ => { }, static _ => { });
        await CompareAsync("until all is on disk", count, "conv=fdatasync", static _ => { }, static log => log.Flush());
        await CompareAsync(
            "each on disk by itself", FlushedOneByOne, "oflag=dsync", static log => log.Flush(), static _ => { });
    }

    private static async Task CompareAsync(
        string name, int count, string ddFlag, Action<LogWriter> afterEach, Action<LogWriter> afterAll)
    {
        var ratios = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            await using var scratch = new ScratchFolder();
            var dd = Dd.Write(Path.Combine(scratch.Path, "dd"), Batches.Size, count, ddFlag);
            var log = await AppendAsync(scratch, count, afterEach, afterAll);
            ratios.Add(dd / log);
            var megabytes = count * (long)Batches.Size / 1e6;
            Console.WriteLine($"{name}: dd {megabytes / dd:F0} MB/s, log {megabytes / log:F0} MB/s, {dd / log:P0}");
        }

        ratios.Sort();
        Console.WriteLine($"{name}: median {ratios[Rounds / 2]:P0} of dd");
    }

    private static async Task<double> AppendAsync(
        ScratchFolder scratch, int count, Action<LogWriter> afterEach, Action<LogWriter> afterAll)
    {
        var log = await scratch.OpenLogAsync();
        var batch = Batches.Of(1024);
        var startedAt = Stopwatch.GetTimestamp();
        for (var index = 0; index < count; index++)
        {
            log.Append(batch);
            afterEach(log);
        }

        afterAll(log);
        return Stopwatch.GetElapsedTime(startedAt).TotalSeconds;
    }
}

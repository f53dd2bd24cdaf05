using OrleansBroker.Benchmarks.Kit;
using OrleansBroker.Storage;

namespace OrleansBroker.Benchmarks.Programs;

/// <summary>
/// Makes many logs with a little in each, stops cleanly, opens them, stops again without a write in between, and opens
/// them as after a crash.
/// </summary>
internal static class OpenProgram
{
    public static async Task RunAsync(int partitions)
    {
        await using var scratch = new ScratchFolder();
        await scratch.OpenAsync(ScratchFolder.SingleThreaded);
        var batch = Batches.Of(1024);
        var making = new Meter();
        for (var partition = 0; partition < partitions; partition++)
        {
            scratch.Create(partition, LogConfig.Default).Append(batch);
        }

        Report("made", partitions, making);
        var closing = new Meter();
        await scratch.CloseAsync();
        Report("closed", partitions, closing);

        var opening = new Meter();
        await scratch.OpenAsync(ScratchFolder.SingleThreaded);
        Report("opened", scratch.Folder.Logs.Count(static log => log.LogEndOffset > 0), opening);
        var closingAgain = new Meter();
        await scratch.CloseAsync();
        Report("closed untouched", partitions, closingAgain);

        File.Delete(Path.Combine(scratch.Path, LogFileNames.CleanShutdown));
        var recovering = new Meter();
        await scratch.OpenAsync(ScratchFolder.SingleThreaded);
        Report("opened after a crash", scratch.Folder.Logs.Count(static log => log.LogEndOffset > 0), recovering);
    }

    private static void Report(string what, int partitions, Meter meter) => Console.WriteLine(
        $"{what} {partitions} partitions: {meter.WallSeconds:F1} s, {meter.CpuSeconds:F1} s of CPU, "
        + $"memory at most {meter.PeakMegabytes:F0} MB");
}

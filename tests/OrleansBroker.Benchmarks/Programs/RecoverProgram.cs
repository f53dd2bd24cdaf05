using OrleansBroker.Benchmarks.Kit;
using OrleansBroker.Storage;

namespace OrleansBroker.Benchmarks.Programs;

/// <summary>Opens a log after a crash that left no recovery point: all of it is scanned.</summary>
internal static class RecoverProgram
{
    public static async Task RunAsync(int megabytes)
    {
        await using var scratch = new ScratchFolder();
        var writer = await scratch.OpenLogAsync();
        writer.Fill(Batches.Of(1024), (long)megabytes << 20);
        var endOffset = writer.Log.LogEndOffset;
        await scratch.CloseAsync();
        File.Delete(Path.Combine(scratch.Path, LogFileNames.CleanShutdown));
        File.Delete(Path.Combine(scratch.Path, LogFileNames.RecoveryPoints));

        var meter = new Meter();
        await scratch.OpenAsync(ScratchFolder.SingleThreaded);
        Console.WriteLine($"recovery of {megabytes} MB: {meter.WallSeconds:F2} s, {meter.CpuSeconds:F2} s of CPU");
        if (scratch.Folder.Logs.Single().LogEndOffset != endOffset)
        {
            throw new IOException("Recovery did not find all that was written.");
        }
    }
}

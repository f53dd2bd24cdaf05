using OrleansBroker.Benchmarks.Kit;
using OrleansBroker.Storage.Segments;

namespace OrleansBroker.Benchmarks.Operations;

/// <summary>Reads a segment as recovery does: every batch is verified, the offset index is built.</summary>
internal sealed class ScanOperation(ScratchFolder scratch, LogWriter writer) : IOperation
{
    public const int Bytes = 16 << 20;

    private const int IndexIntervalBytes = 4096;

    public static async Task<IOperation> OpenAsync()
    {
        var scratch = new ScratchFolder();
        var writer = await scratch.OpenLogAsync();
        writer.Fill(Batches.Of(1024), Bytes);
        return new ScanOperation(scratch, writer);
    }

    public void Run()
    {
        var (damage, _, _) = SegmentScan.Run(writer.Log.Segments.Active, IndexIntervalBytes);
        if (damage.Length > 0)
        {
            throw new IOException("The segment of the scan is damaged.");
        }
    }

    public ValueTask DisposeAsync() => scratch.DisposeAsync();
}

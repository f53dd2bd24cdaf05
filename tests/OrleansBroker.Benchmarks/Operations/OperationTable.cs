using OrleansBroker.Benchmarks.Kit;

namespace OrleansBroker.Benchmarks.Operations;

/// <summary>What is measured, by the name that results and budgets use. Immutable.</summary>
internal static class OperationTable
{
    private const int ReadBytes = 1 << 20;

    private static readonly Dictionary<string, Row> Rows = new()
    {
        ["append 16 KB"] = new(Batches.Size, () => AppendOperation.OpenAsync(isFlushed: false)),
        ["append 16 KB and flush"] = new(Batches.Size, () => AppendOperation.OpenAsync(isFlushed: true)),
        ["read 1 MB from the tail in memory"] = new(ReadBytes, () => ReadOperation.OpenAsync(ReadBytes, true)),
        ["read 1 MB from the page cache"] = new(ReadBytes, () => ReadOperation.OpenAsync(ReadBytes, false)),
        ["CRC-32C of 16 KB"] = new(Batches.Size, () => Make(new CrcOperation(Batches.Size))),
        ["CRC-32C of 1 MB"] = new(ReadBytes, () => Make(new CrcOperation(ReadBytes))),
        ["validate 16 KB of 1 KB records"] = new(Batches.Size, () => Make(new ValidateOperation(1024))),
        ["validate 16 KB of 100 B records"] = new(Batches.Size, () => Make(new ValidateOperation(100))),
        ["offset index lookup in memory"] = new(0, () => Make(new IndexLookupOperation(isSealed: false))),
        ["offset index lookup on disk"] = new(0, () => Make(new IndexLookupOperation(isSealed: true))),
        ["note a key for compaction"] = new(0, () => Make(new KeyMapOperation())),
        ["compact a batch of 1000 keys"] = new(0, () => Make(new CompactBatchOperation())),
        ["recovery scan of 16 MB"] = new(ScanOperation.Bytes, ScanOperation.OpenAsync),
    };

    public static IEnumerable<string> Names => Rows.Keys;

    /// <summary>Bytes of log that one run handles; 0 where bytes are not the measure.</summary>
    public static int BytesPerRun(string name) => Rows[name].BytesPerRun;

    /// <summary>Makes an operation ready; the caller disposes it.</summary>
    public static Task<IOperation> OpenAsync(string name) => Rows[name].OpenAsync();

    private static Task<IOperation> Make(IOperation operation) => Task.FromResult(operation);

    private sealed record Row(int BytesPerRun, Func<Task<IOperation>> OpenAsync);
}

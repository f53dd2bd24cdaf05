using OrleansBroker.Benchmarks.Kit;
using OrleansBroker.Storage.Files;
using OrleansBroker.Storage.Indexes;

namespace OrleansBroker.Benchmarks.Operations;

/// <summary>Looks random offsets up in the index of a full segment of 1 GB, in memory or sealed.</summary>
internal sealed class IndexLookupOperation : IOperation
{
    private const int Entries = 1 << 16;
    private const int OffsetsPerEntry = 16;

    private readonly ScratchFolder _scratch = new();
    private readonly OffsetIndex _index;
    private readonly Random _random = new(Entries);

    public IndexLookupOperation(bool isSealed)
    {
        _index = new OffsetIndex(new LocalFileSystem(), Path.Combine(_scratch.Path, "0.index"), 0, 0);
        _index.File.Unseal();
        for (var entry = 1; entry <= Entries; entry++)
        {
            _index.Add(entry * OffsetsPerEntry, entry * Batches.Size / 2);
        }

        if (isSealed)
        {
            _index.File.Seal();
        }
    }

    public void Run()
    {
        if (_index.Floor(_random.Next(OffsetsPerEntry, Entries * OffsetsPerEntry)) is null)
        {
            throw new IOException("An offset was not found in the index.");
        }
    }

    public ValueTask DisposeAsync()
    {
        _index.Dispose();
        return _scratch.DisposeAsync();
    }
}

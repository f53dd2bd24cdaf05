namespace OrleansBroker.LoadTest.Load;

/// <summary>Where a consumer stands in one partition. Single-threaded.</summary>
internal sealed class FetchPosition(int partition, long startOffset, long endOffset)
{
    public int Partition => partition;

    public long StartOffset => startOffset;

    /// <summary>The end when the run began.</summary>
    public long EndOffset => endOffset;

    public long NextOffset { get; set; }
}

using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Gateway.Fetching;

/// <summary>
/// What a client wants of one partition, and what a session has last told it. Changed under its session's lock; of no
/// session, it belongs to one request.
/// </summary>
internal sealed class FetchedPartition(FetchKey key)
{
    private long _toldHighWatermark = -1;
    private long _toldLogStartOffset = -1;

    public FetchKey Key { get; } = key;

    public long FetchOffset { get; private set; }

    public int MaxBytes { get; private set; }

    public int CurrentLeaderEpoch { get; private set; } = -1;

    public int LastFetchedEpoch { get; private set; } = -1;

    public void Set(FetchRequest.FetchPartition wanted)
    {
        FetchOffset = wanted.FetchOffset;
        MaxBytes = wanted.PartitionMaxBytes;
        CurrentLeaderEpoch = wanted.CurrentLeaderEpoch;
        LastFetchedEpoch = wanted.LastFetchedEpoch;
    }

    /// <summary>Whether an incremental answer has to name the partition: records, an error, or a moved bound.</summary>
    public bool IsNews(FetchResponse.PartitionData data) =>
        data.Records is { Length: > 0 } || data.ErrorCode != ErrorCode.None
        || data.HighWatermark != _toldHighWatermark || data.LogStartOffset != _toldLogStartOffset;

    /// <summary>Remembers what the client is being told. An error is forgotten, so that its end is news too.</summary>
    public void Told(FetchResponse.PartitionData data)
    {
        var failed = data.ErrorCode != ErrorCode.None;
        _toldHighWatermark = failed ? -1 : data.HighWatermark;
        _toldLogStartOffset = failed ? -1 : data.LogStartOffset;
    }
}

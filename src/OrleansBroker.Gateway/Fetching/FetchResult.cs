using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Gateway.Fetching;

/// <summary>One partition's part of a fetch response.</summary>
internal readonly record struct FetchResult(FetchedPartition Partition, FetchResponse.PartitionData Data);

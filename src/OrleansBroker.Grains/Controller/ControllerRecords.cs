using OrleansBroker.Abstractions.Metadata;

namespace OrleansBroker.Grains.Controller;

/// <summary>Identity of the cluster, and the number of the controller's term.</summary>
internal sealed record ClusterRecord(string ClusterId, int ControllerEpoch);

/// <summary>All registered brokers.</summary>
internal sealed record BrokersRecord(BrokerMetadata[] Brokers);

/// <summary>
/// Which topics exist, by id, and which did. A topic exists from the moment that this record names it: its own
/// record is written before, and cleared after it left.
/// </summary>
internal sealed record TopicIndexRecord(Guid[] Topics, Guid[] Deleted);

/// <summary>First producer id that no block holds.</summary>
internal sealed record ProducerIdsRecord(long Next);

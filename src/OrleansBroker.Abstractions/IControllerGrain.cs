using Orleans;
using OrleansBroker.Abstractions.Commands;
using OrleansBroker.Abstractions.Metadata;

namespace OrleansBroker.Abstractions;

/// <summary>
/// The authority on metadata; one per cluster, its key is <see cref="Key"/>. Whatever it answers is stored.
/// A call that meets another controller's write fails with NOT_CONTROLLER outcomes and may be repeated.
/// </summary>
[Alias("OrleansBroker.IControllerGrain")]
public interface IControllerGrain : IGrainWithStringKey
{
    /// <summary>The key of the one controller of a cluster.</summary>
    const string Key = "cluster";

    /// <summary>
    /// Makes this incarnation of a broker the one that counts, and gives it the leadership of the partitions that it
    /// last led, at a higher epoch.
    /// </summary>
    [Alias("RegisterBroker")]
    Task<BrokerRegistrationResult> RegisterBroker(BrokerMetadata broker);

    /// <summary>All metadata as it is now.</summary>
    [Alias("GetSnapshot")]
    Task<MetadataUpdate> GetSnapshot();

    [Alias("CreateTopics")]
    Task<CommandResult> CreateTopics(CreateTopicsCommand command);

    [Alias("DeleteTopics")]
    Task<CommandResult> DeleteTopics(DeleteTopicsCommand command);

    [Alias("CreatePartitions")]
    Task<CommandResult> CreatePartitions(CreatePartitionsCommand command);

    [Alias("AlterConfigs")]
    Task<CommandResult> AlterConfigs(AlterConfigsCommand command);

    /// <summary>Records in which data folders of a broker its replicas lie.</summary>
    [Alias("AssignDirectories")]
    Task<CommandResult> AssignDirectories(AssignDirectoriesCommand command);

    /// <summary>Takes the next block of producer ids for one broker.</summary>
    [Alias("AllocateProducerIds")]
    Task<ProducerIdBlock> AllocateProducerIds();
}

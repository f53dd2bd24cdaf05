using Orleans;
using OrleansBroker.Abstractions.Metadata;

namespace OrleansBroker.Abstractions;

/// <summary>
/// One incarnation of one broker, as the others reach it; it lives on exactly that silo. The key is made by
/// <see cref="BrokerKey"/>.
/// </summary>
[Alias("OrleansBroker.IBrokerGrain")]
public interface IBrokerGrain : IGrainWithStringKey
{
    /// <summary>Gives the broker a step of the metadata; it leads and resigns partitions as the step says.</summary>
    /// <returns>The version that the broker now has. One below the step means that the step did not fit: send a
    /// snapshot.</returns>
    [Alias("ApplyMetadata")]
    Task<MetadataVersion> ApplyMetadata(MetadataUpdate update);
}

using Microsoft.Extensions.Logging;
using OrleansBroker.Grains.Timing;

namespace OrleansBroker.Grains.Coordinators;

/// <summary>What every shard's host needs of its silo.</summary>
internal sealed record ShardServices(
    TopicCatalogs Topics, GroupSettings Settings, DelayedOperations Delayed, TimeProvider Time,
    ILogger<ShardHost> Logger);

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using OrleansBroker.Abstractions.Configuration;
using OrleansBroker.Gateway.Cluster;
using OrleansBroker.Gateway.Connections;
using OrleansBroker.Gateway.Fetching;
using OrleansBroker.Gateway.Handlers;
using OrleansBroker.Grains.Metadata;

namespace OrleansBroker.Gateway.Hosting;

/// <summary>Registers the gateway in a host whose silo is a broker.</summary>
public static class GatewayServiceCollectionExtensions
{
    /// <summary>
    /// Serves Kafka clients on <paramref name="socket"/>, which the gateway then owns. Register it after the silo: it
    /// starts once the broker has registered, and stops before the broker does.
    /// </summary>
    public static IServiceCollection AddOrleansBrokerGateway(this IServiceCollection services, KafkaSocket socket)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(socket);
        services.AddSingleton<GatewayInstruments>();
        services.AddSingleton<PartitionLookup>();
        services.AddSingleton<LeaderHints>();
        services.AddSingleton<CoordinatorLookup>();
        services.AddSingleton<ConfigDescriber>();
        services.AddSingleton<TopicAutoCreation>();
        services.AddSingleton<FetchSessions>();
        services.AddSingleton(provider => new FetchSessionCache(
            provider.GetRequiredService<MetadataStore>().Current.Properties.GetInt(BrokerConfigs.MaxFetchSessions),
            provider.GetRequiredService<TimeProvider>(), new Random()));
        services.AddSingleton(CreateRegistry);
        services.AddSingleton<IRequestDispatcher, RequestDispatcher>();
        services.AddSingleton(provider => new GatewayService(
            socket,
            provider.GetRequiredService<IRequestDispatcher>(),
            provider.GetRequiredService<MetadataStore>(),
            provider.GetRequiredService<GatewayInstruments>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<GatewayService>>()));
        return services.AddHostedService(provider => provider.GetRequiredService<GatewayService>());
    }

    private static HandlerRegistry CreateRegistry(IServiceProvider provider)
    {
        var registry = new HandlerRegistry();
        return registry
            .Add(new ApiVersionsHandler(registry))
            .Add(Create<MetadataHandler>())
            .Add(Create<ProduceHandler>())
            .Add(Create<FetchHandler>())
            .Add(Create<ListOffsetsHandler>())
            .Add(Create<OffsetForLeaderEpochHandler>())
            .Add(Create<DeleteRecordsHandler>())
            .Add(Create<InitProducerIdHandler>())
            .Add(Create<FindCoordinatorHandler>())
            .Add(Create<JoinGroupHandler>())
            .Add(Create<SyncGroupHandler>())
            .Add(Create<HeartbeatHandler>())
            .Add(Create<LeaveGroupHandler>())
            .Add(Create<OffsetCommitHandler>())
            .Add(Create<OffsetFetchHandler>())
            .Add(Create<OffsetDeleteHandler>())
            .Add(Create<ListGroupsHandler>())
            .Add(Create<DescribeGroupsHandler>())
            .Add(Create<DeleteGroupsHandler>())
            .Add(Create<ConsumerGroupHeartbeatHandler>())
            .Add(Create<ConsumerGroupDescribeHandler>())
            .Add(Create<CreateTopicsHandler>())
            .Add(Create<DeleteTopicsHandler>())
            .Add(Create<CreatePartitionsHandler>())
            .Add(Create<DescribeConfigsHandler>())
            .Add(Create<AlterConfigsHandler>())
            .Add(Create<IncrementalAlterConfigsHandler>())
            .Add(Create<ListConfigResourcesHandler>())
            .Add(Create<DescribeClusterHandler>())
            .Add(Create<DescribeTopicPartitionsHandler>())
            .Add(Create<DescribeProducersHandler>())
            .Add(Create<ElectLeadersHandler>())
            .Add(new ListPartitionReassignmentsHandler())
            .Add(Create<AlterPartitionReassignmentsHandler>())
            .Add(Create<DescribeLogDirsHandler>())
            .Add(Create<AlterReplicaLogDirsHandler>());

        T Create<T>() => ActivatorUtilities.CreateInstance<T>(provider);
    }
}

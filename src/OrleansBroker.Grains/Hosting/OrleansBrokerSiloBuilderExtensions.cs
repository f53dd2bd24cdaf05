using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Storage;
using OrleansBroker.Abstractions;
using OrleansBroker.Abstractions.Configuration;
using OrleansBroker.Grains.Admin;
using OrleansBroker.Grains.Brokers;
using OrleansBroker.Grains.Controller;
using OrleansBroker.Grains.Coordinators;
using OrleansBroker.Grains.GrainStorage;
using OrleansBroker.Grains.Metadata;
using OrleansBroker.Grains.Partitions;
using OrleansBroker.Grains.Timing;
using OrleansBroker.Storage.Files;
using OrleansBroker.Storage.Threads;

namespace OrleansBroker.Grains.Hosting;

/// <summary>Puts a broker into a silo.</summary>
public static class OrleansBrokerSiloBuilderExtensions
{
    /// <summary>Name of the grain storage that holds the cluster's metadata.</summary>
    public const string MetadataStorageName = "OrleansBrokerMetadata";

    /// <summary>
    /// Hosts a broker in this silo. Needs a grain storage named <see cref="MetadataStorageName"/>, for example
    /// <see cref="AddOrleansBrokerFolderGrainStorage"/>.
    /// </summary>
    /// <param name="builder">The silo.</param>
    /// <param name="configure">Sets the options, beside what is bound elsewhere.</param>
    public static ISiloBuilder AddOrleansBroker(this ISiloBuilder builder, Action<BrokerOptions>? configure = null)
    {
        var services = builder.Services;
        services.AddOptions<BrokerOptions>().Configure(configure ?? (_ => { })).ValidateOnStart();
        services.AddSingleton<IValidateOptions<BrokerOptions>, BrokerOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IFileSystem, LocalFileSystem>();
        AddSiloState(services);
        AddController(services);
        AddCoordinators(services);
        AddBroker(services);
        builder.AddPlacementDirector<BrokerPlacement, BrokerPlacementDirector>();
        builder.AddPlacementDirector<GroupPlacement, GroupPlacementDirector>();
        return builder;
    }

    /// <summary>Keeps the cluster's metadata in folders of this machine.</summary>
    /// <param name="builder">The silo.</param>
    /// <param name="folders">
    /// One folder, which several silos of one machine may share, or several for a single silo, each with everything,
    /// so that it outlives the disks of all but one.
    /// </param>
    public static ISiloBuilder AddOrleansBrokerFolderGrainStorage(
        this ISiloBuilder builder, params IReadOnlyList<string> folders)
    {
        builder.Services.AddKeyedSingleton<IGrainStorage>(MetadataStorageName, (provider, _) =>
        {
            var files = provider.GetRequiredService<IFileSystem>();
            var logger = provider.GetRequiredService<ILogger<FolderGrainStorage>>();
            var roots = folders.Select(Path.GetFullPath).ToList();
            IRecordFolder records = roots is [var root]
                ? new VersionedFolder(files, root)
                : new MirroredFolder(files, roots, provider.GetRequiredService<ILogger<MirroredFolder>>());
            return new FolderGrainStorage(records, new IoThreads("metadata", 1, logger));
        });
        return builder;
    }

    private static void AddSiloState(IServiceCollection services)
    {
        services.AddSingleton(provider =>
        {
            var options = provider.GetRequiredService<IOptions<BrokerOptions>>().Value;
            return new MetadataStore(new MetadataImage(new KafkaProperties(options.Properties), options.Id));
        });
        services.AddSingleton(provider =>
            new BrokerIdentity(provider.GetRequiredService<IOptions<BrokerOptions>>().Value.Id, Guid.NewGuid()));
        services.AddSingleton<PartitionRegistry>();
        services.AddSingleton<DelayedOperations>();
        services.AddSingleton<BrokerLocations>();
        services.AddSingleton<LogFolders>();
        services.AddSingleton<ClusterAdmin>();
        services.AddSingleton<ProducerIdSource>();
    }

    private static void AddController(IServiceCollection services) => services.AddSingleton(provider =>
        new ControllerServices(
            provider.GetRequiredKeyedService<IGrainStorage>(MetadataStorageName),
            provider.GetRequiredService<IClusterMembershipService>(),
            provider.GetRequiredService<BrokerLocations>(),
            provider.GetRequiredService<IOptions<BrokerOptions>>(),
            new Random(RandomNumberGenerator.GetInt32(int.MaxValue))));

    private static void AddCoordinators(IServiceCollection services)
    {
        services.AddSingleton<TopicCatalogs>();
        services.AddSingleton<GroupSettings>();
        services.AddSingleton<ShardServices>();
        services.AddSingleton<GroupShards>();
        services.AddSingleton(provider => new GroupCoordinator(provider.GetRequiredService<GroupShards>()));
        services.AddSingleton(provider => new GroupLag(
            provider.GetRequiredService<GroupShards>(),
            provider.GetRequiredService<PartitionRegistry>(),
            provider.GetRequiredService<MetadataStore>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IOptions<BrokerOptions>>().Value.GroupLagSeries,
            provider.GetRequiredService<ILogger<GroupLag>>()));
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(
            provider => provider.GetRequiredService<GroupShards>());
    }

    private static void AddBroker(IServiceCollection services)
    {
        services.AddSingleton<BrokerServices>();
        services.AddSingleton<DirectoryReports>();
        services.AddSingleton(provider => new ReplicaMoves(
            provider.GetRequiredService<LogFolders>(),
            provider.GetRequiredService<DirectoryReports>(),
            provider.GetRequiredService<MetadataStore>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ReplicaMoves>>()));
        services.AddSingleton(provider => new LeadershipKeeper(
            provider.GetRequiredService<BrokerIdentity>(),
            provider.GetRequiredService<LogFolders>(),
            provider.GetRequiredService<ReplicaMoves>(),
            provider.GetRequiredService<PartitionRegistry>(),
            new PartitionServices(
                provider.GetRequiredService<DelayedOperations>(),
                provider.GetRequiredService<IOptions<BrokerOptions>>().Value.AppendQueueBytes),
            provider.GetRequiredService<ILogger<LeadershipKeeper>>()));
        services.AddSingleton(provider => new Broker(
            provider.GetRequiredService<BrokerIdentity>(),
            provider.GetRequiredService<IOptions<BrokerOptions>>(),
            provider.GetRequiredService<LogFolders>(),
            provider.GetRequiredService<LeadershipKeeper>(),
            provider.GetRequiredService<BrokerServices>(),
            provider.GetRequiredService<ILogger<Broker>>()));
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<Broker>());
    }
}

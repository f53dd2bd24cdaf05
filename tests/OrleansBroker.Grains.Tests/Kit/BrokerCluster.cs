using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.TestingHost;
using OrleansBroker.Abstractions;
using OrleansBroker.Grains.Admin;
using OrleansBroker.Grains.Brokers;
using OrleansBroker.Grains.Hosting;
using OrleansBroker.Grains.Metadata;
using OrleansBroker.Grains.Partitions;
using OrleansBroker.Storage.Files;

namespace OrleansBroker.Grains.Tests.Kit;

/// <summary>Silos of one test cluster with a broker each: broker n has its data in a folder of its own.</summary>
internal sealed class BrokerCluster : IAsyncDisposable
{
    private readonly TestFolder _disk;
    private readonly InProcessTestCluster _cluster;

    private BrokerCluster(TestFolder disk, short silos, IFileSystem files)
    {
        _disk = disk;
        var builder = new InProcessTestClusterBuilder(silos);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo((options, silo) =>
        {
            // Silo_0 hosts broker 1, and so on: a restarted cluster finds the same folders.
            var id = int.Parse(options.SiloName.Split('_')[1], System.Globalization.CultureInfo.InvariantCulture) + 1;
            silo.Services.AddSingleton(files);
            silo.AddOrleansBroker(broker =>
            {
                broker.Id = id;
                broker.DataPath = DataPath(disk, id);
                broker.Kafka.Listen = $"127.0.0.1:{10_000 + id}";
            });
            silo.AddOrleansBrokerFolderGrainStorage(disk.Sub("metadata"));
        });
        _cluster = builder.Build();
    }

    public static Task<BrokerCluster> StartAsync(short silos) => StartAsync(silos, new TestFolder());

    /// <summary>Starts a cluster on a folder that another one may have left.</summary>
    public static async Task<BrokerCluster> StartAsync(short silos, TestFolder disk, IFileSystem? files = null)
    {
        var cluster = new BrokerCluster(disk, silos, files ?? new LocalFileSystem());
        await cluster._cluster.DeployAsync();
        return cluster;
    }

    /// <summary>The data folders of a broker: one, or those that the test has made before.</summary>
    private static string DataPath(TestFolder disk, int id)
    {
        var made = Directory.GetDirectories(disk.Path, $"broker-{id}*").Order(StringComparer.Ordinal).ToList();
        return made.Count == 0 ? disk.Sub($"broker-{id}") : string.Join(',', made);
    }

    public ClusterAdmin Admin(int broker) => Of<ClusterAdmin>(broker);

    public Broker Broker(int broker) => Of<Broker>(broker);

    public MetadataStore Metadata(int broker) => Of<MetadataStore>(broker);

    /// <summary>The first metadata of a broker, from the present one on, that is as wanted.</summary>
    public async Task<MetadataImage> UntilAsync(
        int broker, Func<MetadataImage, bool> isSeen, CancellationToken cancellation)
    {
        var metadata = Metadata(broker);
        while (true)
        {
            // Looked at once: what comes after the look ends the wait.
            var image = metadata.Current;
            if (isSeen(image))
            {
                return image;
            }

            await metadata.WaitForAsync(image.Version.Next(), cancellation);
        }
    }

    public PartitionRegistry Partitions(int broker) => Of<PartitionRegistry>(broker);

    public IGrainFactory Grains(int broker) => Of<IGrainFactory>(broker);

    public T Of<T>(int broker)
        where T : notnull =>
        _cluster.Silos.Select(silo => silo.ServiceProvider)
            .Single(services => services.GetRequiredService<BrokerIdentity>().BrokerId == broker)
            .GetRequiredService<T>();

    /// <summary>Stops every silo as an operator does, and keeps the folder.</summary>
    public async Task StopAsync() => await _cluster.StopAllSilosAsync();

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        _disk.Dispose();
    }

    /// <summary>The same, for a folder that a later cluster still needs.</summary>
    public ValueTask DisposeKeepingDiskAsync() => _cluster.DisposeAsync();
}

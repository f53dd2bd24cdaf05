using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Runtime;
using OrleansBroker.Abstractions;
using OrleansBroker.Abstractions.Commands;
using OrleansBroker.Abstractions.Metadata;
using OrleansBroker.Grains.Metadata;
using OrleansBroker.Protocol;
using OrleansBroker.Storage;

namespace OrleansBroker.Grains.Brokers;

/// <summary>
/// The broker of this silo, living with the silo: opens the data folders, registers with the controller, follows the
/// metadata, and on the way down resigns, flushes and leaves a clean folder.
/// </summary>
/// <remarks>Thread-safe: steps of the metadata are applied one at a time, whoever brings them.</remarks>
public sealed partial class Broker : ILifecycleParticipant<ISiloLifecycle>
{
    private const string Name = "OrleansBroker.Broker";

    private static readonly TimeSpan RegistrationPause = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _gate = new(1);
    private readonly BrokerOptions _options;
    private readonly LogFolders _folders;
    private readonly LeadershipKeeper _leadership;
    private readonly BrokerLocations _locations;
    private readonly ReplicaMoves _moves;
    private readonly IHostApplicationLifetime _host;
    private readonly TimeProvider _time;
    private readonly MetadataStore _metadata;
    private readonly IGrainFactory _grains;
    private readonly ILocalSiloDetails _silo;
    private readonly ILogger _logger;
    private BrokerMetadata _registration;
    private bool _isStopped;

    internal Broker(BrokerIdentity identity, IOptions<BrokerOptions> options, LogFolders folders,
        LeadershipKeeper leadership, BrokerServices services, ILogger<Broker> logger)
    {
        Identity = identity;
        _options = options.Value;
        _folders = folders;
        _leadership = leadership;
        (_locations, _metadata, _moves, _grains, _silo, _host, _time) = services;
        _logger = logger;
        _registration = Describe(Advertised(_options.Kafka));
    }

    public BrokerIdentity Identity { get; }

    /// <summary>Whether it is registered and serves what it leads.</summary>
    public bool IsReady { get; private set; }

    /// <summary>Why it stops by itself, as one sentence for the operator; null while it need not.</summary>
    public string? Failure { get; private set; }

    void ILifecycleParticipant<ISiloLifecycle>.Participate(ISiloLifecycle lifecycle)
    {
        lifecycle.Subscribe(Name, ServiceLifecycleStage.ApplicationServices, OpenAsync, CloseAsync);
        lifecycle.Subscribe(Name, ServiceLifecycleStage.Active, RegisterAsync, ResignAsync);
    }

    /// <summary>Applies a step of the metadata.</summary>
    /// <returns>The version that this silo has afterwards.</returns>
    internal async Task<MetadataVersion> ApplyAsync(MetadataUpdate update)
    {
        await _gate.WaitAsync();
        try
        {
            var before = _metadata.Current;
            if (_isStopped || before.Apply(update) is not { } after || ReferenceEquals(before, after))
            {
                return before.Version;
            }

            await ApplyAsync(update, after);
            return after.Version;
        }
        finally
        {
            _gate.Release();
        }
    }

    // Partitions are led before the image shows them, so that whoever sees a topic can use it.
    private async Task ApplyAsync(MetadataUpdate update, MetadataImage after)
    {
        foreach (var broker in update.Brokers ?? [])
        {
            _locations.Set(broker);
        }

        await _leadership.FollowAsync(update.IsSnapshot || update.BrokerConfigs is not null
            ? after.Topics
            : Changed(update, after));
        _metadata.Publish(after);
        if (update.IsSnapshot || update.DeletedTopics.Length > 0)
        {
            await _leadership.ForgetAsync(after);
        }
    }

    private static IEnumerable<TopicImage> Changed(MetadataUpdate update, MetadataImage after)
    {
        foreach (var topic in update.Topics)
        {
            if (after.TryGetTopic(new TopicId(topic.TopicId), out var image))
            {
                yield return image;
            }
        }
    }

    private static (string Host, int Port) Advertised(KafkaEndpointOptions kafka)
    {
        var endpoint = kafka.Advertise.Length > 0 ? kafka.Advertise : kafka.Listen;
        var colon = endpoint.LastIndexOf(':');
        return (endpoint[..colon].Trim('[', ']'),
            int.Parse(endpoint.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture));
    }

    private BrokerMetadata Describe((string Host, int Port) address) => new()
    {
        BrokerId = Identity.BrokerId,
        Incarnation = Identity.Incarnation,
        Host = address.Host,
        Port = address.Port,
        Silo = _silo.SiloAddress.ToParsableString(),
    };

    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        await _folders.OpenAsync(_options.DataFolders(), FolderSettings.Of(_options), cancellationToken);
        _registration = _registration with { DirectoryIds = UsableDirectories() };
        foreach (var folder in _folders.All)
        {
            folder.WentOffline += OnFolderFailed;
            folder.GotRoom += OnFolderGotRoom;
        }
    }

    private Guid[] UsableDirectories() => [.. _folders.Usable.Select(folder => folder.DirectoryId)];

    private void OnFolderFailed(LogFolder folder) => _ = GiveUpFolderAsync();

    /// <summary>Its partitions lose their leader by the controller, and get no new neighbours.</summary>
    private async Task GiveUpFolderAsync()
    {
        // The caller is a thread of the failed folder, which may hold a log's lock.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        if (_folders.Usable.Count == 0)
        {
            Failure = "Every data folder has failed: see what is wrong with the disks, and start the broker again.";
            LogAllFoldersFailed(Identity.BrokerId);
            _host.StopApplication();
            return;
        }

        _registration = _registration with { DirectoryIds = UsableDirectories() };
        while (IsReady && !await TryRegisterAsync())
        {
            await Task.Delay(RegistrationPause, _time);
        }
    }

    private void OnFolderGotRoom(LogFolder folder) => _ = LeadAgainAsync();

    /// <summary>What could not be made on the full disk is made now.</summary>
    private async Task LeadAgainAsync()
    {
        // The caller is a thread of the folder.
        await _gate.WaitAsync().ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            if (!_isStopped)
            {
                await _leadership.FollowAsync(_metadata.Current.Topics);
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<bool> TryRegisterAsync()
    {
        try
        {
            await RegisterAsync(CancellationToken.None);
            return true;
        }
        catch (Exception failure)
        {
            LogNotRegistered(failure);
            return false;
        }
    }

    private async Task RegisterAsync(CancellationToken cancellationToken)
    {
        _locations.Set(_registration);
        var controller = _grains.GetGrain<IControllerGrain>(IControllerGrain.Key);
        var result = await controller.RegisterBroker(_registration).WaitAsync(cancellationToken);
        if (result.Snapshot is not { } snapshot)
        {
            throw new BrokerRefusedException(result.Message ?? result.Error.Text());
        }

        await ApplyAsync(snapshot);
        if (IsReady)
        {
            return;
        }

        IsReady = true;
        _ = _moves.ResumeAsync(_metadata.Current);
        LogReady(Identity.BrokerId, snapshot.ClusterId, _metadata.Current.TopicCount);
    }

    private async Task ResignAsync(CancellationToken cancellationToken)
    {
        IsReady = false;
        await _moves.StopAsync();
        await _gate.WaitAsync(cancellationToken);
        try
        {
            _isStopped = true;
            _leadership.ResignAll();
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task CloseAsync(CancellationToken cancellationToken)
    {
        await _folders.CloseAsync();
        LogClosed(Identity.BrokerId);
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Information,
        Message = "Broker {Id} of cluster {ClusterId} is ready, with {Topics} topic(s).")]
    private partial void LogReady(int id, string clusterId, int topics);

    [LoggerMessage(EventId = 3, Level = LogLevel.Critical,
        Message = "Every data folder of broker {Id} has failed: it stops.")]
    private partial void LogAllFoldersFailed(int id);

    [LoggerMessage(EventId = 4, Level = LogLevel.Warning,
        Message = "The controller cannot be told that a data folder has failed: trying again.")]
    private partial void LogNotRegistered(Exception failure);

    [LoggerMessage(EventId = 2, Level = LogLevel.Information,
        Message = "Broker {Id} has flushed and closed its folders.")]
    private partial void LogClosed(int id);
}

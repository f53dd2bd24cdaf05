using Microsoft.Extensions.Logging;
using OrleansBroker.Abstractions;
using OrleansBroker.Abstractions.Metadata;

namespace OrleansBroker.Grains.Controller;

/// <summary>
/// Tells every registered broker each step of the metadata, in order: one loop per broker, so that a slow or dead
/// one holds up nobody. A broker that the steps do not fit gets a snapshot.
/// </summary>
/// <remarks>Single-threaded: lives on the controller grain's scheduler, between whose turns its loops go on.</remarks>
internal sealed partial class MetadataPublisher(
    Func<BrokerKey, IBrokerGrain> brokerOf, Func<MetadataUpdate> snapshot, Action<MetadataVersion> fenced,
    ILogger logger)
{
    // Beyond this many steps a snapshot is cheaper.
    private const int MaxPending = 256;

    private readonly Dictionary<int, Subscriber> _subscribers = [];

    /// <summary>Tells the brokers of the state that was just loaded.</summary>
    public void Start(IEnumerable<BrokerMetadata> brokers)
    {
        foreach (var broker in brokers)
        {
            _subscribers[broker.BrokerId] = new Subscriber(KeyOf(broker)) { NeedsSnapshot = true };
        }

        Retry();
    }

    /// <summary>Adds a broker that has just been given a snapshot of its own.</summary>
    public void Add(BrokerMetadata broker) => _subscribers[broker.BrokerId] = new Subscriber(KeyOf(broker));

    /// <summary>Queues a step for every broker.</summary>
    public void Publish(MetadataUpdate update)
    {
        foreach (var subscriber in _subscribers.Values)
        {
            Enqueue(subscriber, update);
            Pump(subscriber);
        }
    }

    /// <summary>Tries again where a call failed.</summary>
    public void Retry()
    {
        foreach (var subscriber in _subscribers.Values)
        {
            Pump(subscriber);
        }
    }

    private static BrokerKey KeyOf(BrokerMetadata broker) => new(broker.BrokerId, broker.Incarnation);

    private static void Enqueue(Subscriber subscriber, MetadataUpdate update)
    {
        if (subscriber.Pending.Count == MaxPending)
        {
            subscriber.NeedsSnapshot = true;
            subscriber.Pending.Clear();
        }

        if (!subscriber.NeedsSnapshot)
        {
            subscriber.Pending.Enqueue(update);
        }
    }

    private void Pump(Subscriber subscriber)
    {
        if (!subscriber.IsPumping)
        {
            subscriber.IsPumping = true;
            _ = PumpAsync(subscriber);
        }
    }

    private async Task PumpAsync(Subscriber subscriber)
    {
        try
        {
            while (IsCurrent(subscriber) && Next(subscriber) is { } update)
            {
                var reached = await brokerOf(subscriber.Key).ApplyMetadata(update);
                if (reached.ControllerEpoch > update.Version.ControllerEpoch)
                {
                    fenced(reached);
                    return;
                }

                subscriber.NeedsSnapshot |= reached < update.Version;
                if (subscriber.NeedsSnapshot && update.IsSnapshot)
                {
                    // It stops, and takes nothing any more: to ask again at once would be to ask without end.
                    return;
                }
            }
        }
        catch (Exception failure)
        {
            // The broker is down, or not up yet: it gets everything at once when it answers again.
            subscriber.NeedsSnapshot = true;
            LogUnreachable(failure, subscriber.Key);
        }
        finally
        {
            subscriber.IsPumping = false;
        }
    }

    private bool IsCurrent(Subscriber subscriber) =>
        _subscribers.GetValueOrDefault(subscriber.Key.BrokerId) == subscriber;

    private MetadataUpdate? Next(Subscriber subscriber)
    {
        if (!subscriber.NeedsSnapshot)
        {
            return subscriber.Pending.TryDequeue(out var update) ? update : null;
        }

        subscriber.NeedsSnapshot = false;
        subscriber.Pending.Clear();
        return snapshot();
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Debug, Message = "Broker {Broker} could not be told the metadata.")]
    private partial void LogUnreachable(Exception failure, BrokerKey broker);

    private sealed class Subscriber(BrokerKey key)
    {
        public BrokerKey Key { get; } = key;

        public Queue<MetadataUpdate> Pending { get; } = new();

        public bool NeedsSnapshot { get; set; }

        public bool IsPumping { get; set; }
    }
}

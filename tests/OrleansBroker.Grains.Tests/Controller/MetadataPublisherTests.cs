using Microsoft.Extensions.Logging.Abstractions;
using OrleansBroker.Abstractions;
using OrleansBroker.Abstractions.Metadata;
using OrleansBroker.Grains.Controller;
using OrleansBroker.Grains.Tests.Kit;

namespace OrleansBroker.Grains.Tests.Controller;

public class MetadataPublisherTests
{
    private readonly ToldBroker _broker = new();
    private readonly List<MetadataVersion> _fenced = [];
    private readonly MetadataPublisher _publisher;
    private long _version = 1;

    public MetadataPublisherTests()
    {
        _publisher = new MetadataPublisher(
            _ => _broker, () => Update(isSnapshot: true), _fenced.Add, NullLogger.Instance);
        _publisher.Add(ControllerScenario.Broker(1));
    }

    [Fact]
    public void Steps_are_told_in_order_and_a_broker_that_they_do_not_fit_gets_a_snapshot()
    {
        Publish();
        _broker.Answers.Enqueue(new MetadataVersion(1, 1));
        Publish();
        Publish();

        Assert.Equal(["1.2", "1.3", "1.3 whole", "1.4"], _broker.Told);
    }

    [Fact]
    public void A_broker_that_stops_is_asked_again_later_and_not_without_end()
    {
        _broker.TakesNothing = true;
        Publish();
        Publish();
        Assert.Equal(["1.2", "1.2 whole", "1.3 whole"], _broker.Told);

        _broker.TakesNothing = false;
        _publisher.Retry();
        Assert.Equal("1.3 whole", _broker.Told[^1]);
        Assert.Equal(4, _broker.Told.Count);
    }

    [Fact]
    public void A_broker_that_hangs_costs_a_bounded_queue_and_then_a_snapshot()
    {
        _broker.Hang = new TaskCompletionSource();
        Publish();
        for (var step = 0; step < 1_000; step++)
        {
            Publish();
        }

        _broker.Hang.SetResult();

        Assert.Equal(["1.2", "1.1002 whole"], _broker.Told);
    }

    [Fact]
    public void A_broker_that_knows_a_later_controller_ends_this_one()
    {
        _broker.Answers.Enqueue(new MetadataVersion(2, 1));
        Publish();

        Assert.Equal([new MetadataVersion(2, 1)], _fenced);
        Assert.Equal(["1.2"], _broker.Told);
    }

    private void Publish()
    {
        _version++;
        _publisher.Publish(Update(isSnapshot: false));
    }

    private MetadataUpdate Update(bool isSnapshot) =>
        new() { Version = new MetadataVersion(1, _version), IsSnapshot = isSnapshot };

    private sealed class ToldBroker : IBrokerGrain
    {
        public List<string> Told { get; } = [];

        /// <summary>What it says instead of taking a step.</summary>
        public Queue<MetadataVersion> Answers { get; } = new();

        public bool TakesNothing { get; set; }

        public TaskCompletionSource? Hang { get; set; }

        public async Task<MetadataVersion> ApplyMetadata(MetadataUpdate update)
        {
            Assert.True(Told.Count < 100, "asked without end");
            var version = $"{update.Version.ControllerEpoch}.{update.Version.Version}";
            Told.Add(version + (update.IsSnapshot ? " whole" : ""));
            if (Hang is { } hang)
            {
                await hang.Task;
            }

            return TakesNothing ? default : Answers.TryDequeue(out var answer) ? answer : update.Version;
        }
    }
}

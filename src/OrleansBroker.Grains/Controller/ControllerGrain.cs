using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;
using OrleansBroker.Abstractions;
using OrleansBroker.Abstractions.Commands;
using OrleansBroker.Abstractions.Metadata;
using OrleansBroker.Protocol;

namespace OrleansBroker.Grains.Controller;

/// <summary>
/// The runtime around the controller's decisions: loads the records on the first call, decides on what they say,
/// stores, and only then answers and publishes.
/// </summary>
/// <remarks>
/// Two activations may exist for a while: records are written under their ETags, so the one that is behind fails to
/// write, drops what it holds and loads again. Nothing is served from a state whose write failed.
/// </remarks>
[KeepAlive]
internal sealed partial class ControllerGrain(ControllerServices services, ILogger<ControllerGrain> logger)
    : Grain, IControllerGrain
{
    private const int MaxAttempts = 3;
    private static readonly TimeSpan RetryPeriod = TimeSpan.FromSeconds(1);

    private Term? _term;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        this.RegisterGrainTimer(() =>
        {
            _term?.Publisher.Retry();
            return Task.CompletedTask;
        }, RetryPeriod, RetryPeriod);
        return Task.CompletedTask;
    }

    public async Task<BrokerRegistrationResult> RegisterBroker(BrokerMetadata broker)
    {
        services.Locations.Set(broker);
        var ((error, message), _) = await ExecuteAsync(
            state => BrokerAdmission.Decide(state, broker, services.Context));
        if (error != ErrorCode.None)
        {
            return new BrokerRegistrationResult { Error = error, Message = message };
        }

        var term = await LoadAsync();
        term.Publisher.Add(broker);
        LogRegistered(broker.BrokerId, broker.Incarnation);
        return new BrokerRegistrationResult { Snapshot = term.Snapshot() };
    }

    public async Task<MetadataUpdate> GetSnapshot() => (await LoadAsync()).Snapshot();

    public Task<CommandResult> CreateTopics(CreateTopicsCommand command) =>
        AnswerAsync(state => TopicCreation.Decide(state, command, services.Context));

    public Task<CommandResult> DeleteTopics(DeleteTopicsCommand command) =>
        AnswerAsync(state => TopicDeletion.Decide(state, command, services.Context));

    public Task<CommandResult> CreatePartitions(CreatePartitionsCommand command) =>
        AnswerAsync(state => PartitionCreation.Decide(state, command));

    public Task<CommandResult> AlterConfigs(AlterConfigsCommand command) =>
        AnswerAsync(state => ConfigAlteration.Decide(state, command, services.Context));

    public Task<CommandResult> AssignDirectories(AssignDirectoriesCommand command) =>
        AnswerAsync(state => DirectoryAssignment.Decide(state, command));

    public async Task<ProducerIdBlock> AllocateProducerIds() =>
        (await ExecuteAsync(ProducerIdAllocation.Decide)).Answer;

    private async Task<CommandResult> AnswerAsync(Func<ControllerState, Decision<CommandOutcome[]>> decide)
    {
        var (outcomes, version) = await ExecuteAsync(decide);
        return new CommandResult { Version = version, Outcomes = outcomes };
    }

    /// <summary>Decides on the newest state, and stores what was decided before it returns.</summary>
    /// <returns>The answer, and the version of the metadata that shows what was decided.</returns>
    private async Task<(T Answer, MetadataVersion Version)> ExecuteAsync<T>(
        Func<ControllerState, Decision<T>> decide)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var term = await LoadAsync();
                var (answer, change) = decide(term.State);
                if (!await term.CommitAsync(change))
                {
                    _term = null;
                    term = await LoadAsync();
                }

                return (answer, term.Version);
            }
            catch (StaleRecordException failure) when (attempt < MaxAttempts)
            {
                LogStale(failure);
                _term = null;
            }
            catch (Exception)
            {
                _term = null;
                throw;
            }
        }
    }

    private async Task<Term> LoadAsync()
    {
        if (_term is { } loaded)
        {
            return loaded;
        }

        var store = services.OpenStore(this.GetGrainId());
        var (cluster, state) = await store.LoadAsync();
        var term = new Term(store, cluster, state, services.Locations, BrokerOf, Fenced, logger);
        _term = term;
        term.Publisher.Start(state.Brokers.Values);
        LogLoaded(cluster.ControllerEpoch, state.Brokers.Count);
        return term;
    }

    private IBrokerGrain BrokerOf(BrokerKey key) => GrainFactory.GetGrain<IBrokerGrain>(key.ToString());

    private void Fenced(MetadataVersion newer)
    {
        LogFenced(newer.ControllerEpoch);
        _term = null;
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Information,
        Message = "Controller epoch {Epoch} begins, with {Brokers} registered broker(s).")]
    private partial void LogLoaded(int epoch, int brokers);

    [LoggerMessage(EventId = 2, Level = LogLevel.Information,
        Message = "Broker {Id} registered, incarnation {Incarnation}.")]
    private partial void LogRegistered(int id, Guid incarnation);

    [LoggerMessage(EventId = 3, Level = LogLevel.Warning, Message = "Another controller has written: loading again.")]
    private partial void LogStale(Exception failure);

    [LoggerMessage(EventId = 4, Level = LogLevel.Warning, Message = "A controller of epoch {Epoch} has taken over.")]
    private partial void LogFenced(int epoch);
}

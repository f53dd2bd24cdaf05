using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Orleans;
using OrleansBroker.Abstractions;
using OrleansBroker.Abstractions.Commands;
using OrleansBroker.Grains.Coordinators;
using OrleansBroker.Grains.Metadata;
using OrleansBroker.Protocol;

namespace OrleansBroker.Grains.Admin;

/// <summary>
/// Changes to the cluster, as any broker serves them: the controller decides, and the answer comes when this silo's
/// own metadata shows it, so that a client may use at once what it was told exists. Thread-safe.
/// </summary>
public sealed partial class ClusterAdmin(
    IGrainFactory grains, MetadataStore metadata, TimeProvider time, ILogger<ClusterAdmin> logger)
{
    // What a client that asks for the metadata of a missing topic is made to wait at most before it must ask again.
    private static readonly TimeSpan AutoCreateTimeout = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, Task<CommandOutcome>> _autoCreations = new(StringComparer.Ordinal);

    /// <summary>Creates topics.</summary>
    /// <param name="command">What to create.</param>
    /// <param name="timeout">How long to wait, after it is done, until this silo sees it.</param>
    /// <param name="cancellationToken">Ends the wait; the command may be done nevertheless.</param>
    /// <returns>One outcome per topic; all NOT_CONTROLLER when the controller could not be reached.</returns>
    public Task<CommandOutcome[]> CreateTopicsAsync(
        CreateTopicsCommand command, TimeSpan timeout, CancellationToken cancellationToken) =>
        RunAsync(controller => controller.CreateTopics(command), command.Topics.Select(topic => topic.Name), timeout,
            cancellationToken);

    /// <summary>Deletes topics; see <see cref="CreateTopicsAsync"/>.</summary>
    public Task<CommandOutcome[]> DeleteTopicsAsync(
        DeleteTopicsCommand command, TimeSpan timeout, CancellationToken cancellationToken) =>
        RunAsync(controller => controller.DeleteTopics(command), command.Topics.Select(topic => topic.Name ?? ""),
            timeout, cancellationToken);

    /// <summary>Adds partitions to topics; see <see cref="CreateTopicsAsync"/>.</summary>
    public Task<CommandOutcome[]> CreatePartitionsAsync(
        CreatePartitionsCommand command, TimeSpan timeout, CancellationToken cancellationToken) =>
        RunAsync(controller => controller.CreatePartitions(command), command.Topics.Select(topic => topic.Name),
            timeout, cancellationToken);

    /// <summary>Changes configs; see <see cref="CreateTopicsAsync"/>.</summary>
    public Task<CommandOutcome[]> AlterConfigsAsync(
        AlterConfigsCommand command, TimeSpan timeout, CancellationToken cancellationToken) =>
        RunAsync(controller => controller.AlterConfigs(command), command.Resources.Select(resource => resource.Name),
            timeout, cancellationToken);

    /// <summary>
    /// Creates a topic because somebody needs it, with the broker's defaults or as what an internal topic has to be;
    /// many who ask at once make one call.
    /// </summary>
    /// <returns>Error None when the topic exists now, whoever created it.</returns>
    public async Task<CommandOutcome> EnsureTopicAsync(string name, CancellationToken cancellationToken)
    {
        if (metadata.Current.TryGetTopic(name, out var topic))
        {
            return new CommandOutcome { Name = name, TopicId = topic.TopicId.Value };
        }

        var creation = _autoCreations.GetOrAdd(name, AutoCreateAsync);
        return await creation.WaitAsync(cancellationToken);
    }

    private async Task<CommandOutcome> AutoCreateAsync(string name)
    {
        // Not before it is in the dictionary that it removes itself from: it would stay there for ever.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            var image = metadata.Current;
            var topic = InternalTopics.Describe(name, image.Properties, image.Brokers.Count);
            var command = new CreateTopicsCommand { Topics = [topic] };
            var outcomes = await CreateTopicsAsync(command, AutoCreateTimeout, CancellationToken.None);
            return outcomes[0].Error == ErrorCode.TopicAlreadyExists ? new CommandOutcome { Name = name } : outcomes[0];
        }
        finally
        {
            _autoCreations.TryRemove(name, out _);
        }
    }

    private async Task<CommandOutcome[]> RunAsync(Func<IControllerGrain, Task<CommandResult>> command,
        IEnumerable<string> names, TimeSpan timeout, CancellationToken cancellationToken)
    {
        CommandResult result;
        try
        {
            var controller = grains.GetGrain<IControllerGrain>(IControllerGrain.Key);
            result = await command(controller).WaitAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            LogControllerUnreachable(failure);
            return [.. names.Select(name =>
                CommandOutcome.Failed(name, ErrorCode.NotController, "The controller cannot be reached: try again."))];
        }

        await WaitUntilVisibleAsync(result, timeout, cancellationToken);
        return result.Outcomes;
    }

    private async Task WaitUntilVisibleAsync(
        CommandResult result, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await metadata.WaitForAsync(result.Version, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // It is done, only this silo lags behind: clients find out by asking again.
            LogMetadataLags(result.Version.Version);
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "The controller could not be reached.")]
    private partial void LogControllerUnreachable(Exception failure);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "Metadata version {Version} is not here yet.")]
    private partial void LogMetadataLags(long version);
}

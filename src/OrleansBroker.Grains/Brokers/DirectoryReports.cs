using Microsoft.Extensions.Logging;
using Orleans;
using OrleansBroker.Abstractions;
using OrleansBroker.Abstractions.Commands;
using OrleansBroker.Protocol;

namespace OrleansBroker.Grains.Brokers;

/// <summary>Tells the controller in which data folders of this broker replicas lie. Thread-safe.</summary>
internal sealed partial class DirectoryReports(
    BrokerIdentity identity, IGrainFactory grains, TimeProvider time, ILogger<DirectoryReports> logger)
{
    // A controller that moves to another silo is there again within seconds.
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Returns when the records name these folders, however often it has to ask. A replica whose topic is gone is left
    /// out.
    /// </summary>
    /// <exception cref="OperationCanceledException">Gave up as asked; the record may have changed or not.</exception>
    public async Task ReportAsync(IReadOnlyCollection<ReplicaDirectory> replicas, CancellationToken cancellationToken)
    {
        if (replicas.Count == 0)
        {
            return;
        }

        var command = new AssignDirectoriesCommand
        {
            BrokerId = identity.BrokerId,
            Incarnation = identity.Incarnation,
            Replicas = [.. replicas],
        };
        while (!await TryReportAsync(command, cancellationToken))
        {
            await Task.Delay(RetryPause, time, cancellationToken);
        }
    }

    private async Task<bool> TryReportAsync(AssignDirectoriesCommand command, CancellationToken cancellationToken)
    {
        try
        {
            var controller = grains.GetGrain<IControllerGrain>(IControllerGrain.Key);
            var result = await controller.AssignDirectories(command).WaitAsync(cancellationToken);

            // Any other refusal is about a replica that is gone: there is nothing to record.
            return result.Outcomes.All(outcome => outcome.Error != ErrorCode.StaleBrokerEpoch);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            LogUnreachable(failure, command.Replicas.Length);
            return false;
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning,
        Message = "The controller cannot be told the data folders of {Count} replica(s): trying again.")]
    private partial void LogUnreachable(Exception failure, int count);
}

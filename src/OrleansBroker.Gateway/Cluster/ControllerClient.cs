using Microsoft.Extensions.Logging;
using OrleansBroker.Abstractions;
using OrleansBroker.Abstractions.Commands;
using OrleansBroker.Grains;
using OrleansBroker.Protocol;

namespace OrleansBroker.Gateway.Cluster;

/// <summary>
/// Sends a client's commands to the controller, and waits until this broker's metadata shows what they did: what a
/// client was told is true for its next request. Thread-safe.
/// </summary>
internal sealed partial class ControllerClient(
    IGrainFactory grains, MetadataStore metadata, TimeProvider time, ILogger<ControllerClient> logger)
{
    /// <summary>Bounds of the time a command may take: some for a client that gave none, not for ever for one that did.</summary>
    private const int MinTimeoutMs = 1_000;
    private const int MaxTimeoutMs = 60_000;

    /// <summary>Runs a command; one outcome for each of <paramref name="names"/>, also where the controller gave none.</summary>
    public async Task<IReadOnlyList<CommandOutcome>> RunAsync(
        Func<IControllerGrain, Task<CommandResult>> command, IEnumerable<string> names, int timeoutMs)
    {
        var timeout = TimeSpan.FromMilliseconds(Math.Clamp(timeoutMs, MinTimeoutMs, MaxTimeoutMs));
        try
        {
            return await RunAsync(command).WaitAsync(timeout, time);
        }
        catch (Exception e)
        {
            LogFailed(logger, e);
            return [.. names.Select(name => CommandOutcome.Failed(
                name, ErrorCode.RequestTimedOut, "The controller did not answer in time; the command may still be done."))];
        }
    }

    public Task<ProducerIdBlock> AllocateProducerIdsAsync() => Controller().AllocateProducerIds();

    private async Task<IReadOnlyList<CommandOutcome>> RunAsync(Func<IControllerGrain, Task<CommandResult>> command)
    {
        var result = await command(Controller());
        await metadata.WaitFor(result.Version);
        return result.Outcomes;
    }

    private IControllerGrain Controller() => grains.GetGrain<IControllerGrain>(IControllerGrain.Key);

    [LoggerMessage(30, LogLevel.Warning, "A command to the controller failed")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}

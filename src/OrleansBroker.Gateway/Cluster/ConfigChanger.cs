using OrleansBroker.Abstractions.Commands;

namespace OrleansBroker.Gateway.Cluster;

/// <summary>Changes configs through the controller, for both APIs that do so. Thread-safe.</summary>
internal sealed class ConfigChanger(ControllerClient controller)
{
    /// <summary>Neither API carries a timeout of the client's.</summary>
    private const int TimeoutMs = 30_000;

    /// <summary>One outcome per change, in order.</summary>
    public async Task<IReadOnlyList<CommandOutcome>> RunAsync(ConfigResourceChange[] changes, bool validateOnly)
    {
        var command = new AlterConfigsCommand { Resources = changes, ValidateOnly = validateOnly };
        return await controller.RunAsync(
            grain => grain.AlterConfigs(command), changes.Select(change => change.Name), TimeoutMs);
    }
}

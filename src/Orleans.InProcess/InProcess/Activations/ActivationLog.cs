using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Orleans.InProcess.Activations;

/// <summary>What activations report.</summary>
internal static partial class ActivationLog
{
    [LoggerMessage(1, LogLevel.Error, "{Grain} failed to activate.")]
    public static partial void ActivationFailed(this ILogger logger, Exception exception, GrainId grain);

    [LoggerMessage(2, LogLevel.Warning, "{Grain} goes on deactivating after a failure.")]
    public static partial void DeactivationStepFailed(this ILogger logger, Exception exception, GrainId grain);

    [LoggerMessage(3, LogLevel.Warning, "A timer of {Grain} failed; it ticks on.")]
    public static partial void TimerFailed(this ILogger logger, Exception exception, GrainId grain);

    [LoggerMessage(4, LogLevel.Warning, "The silo goes on stopping after stage {Stage} failed.")]
    public static partial void StopStageFailed(this ILogger logger, Exception exception, int stage);
}

using Microsoft.Extensions.Logging;

namespace OrleansBroker.Gateway.Cluster;

/// <summary>
/// Hands out producer ids one by one from blocks of the controller's, which are stored there before their first use.
/// Thread-safe; ids left over when the broker stops are never used.
/// </summary>
internal sealed partial class ProducerIdSource(ControllerClient controller, ILogger<ProducerIdSource> logger)
{
    private readonly SemaphoreSlim _turn = new(1);
    private long _next;
    private long _end;

    /// <summary>An id that nobody else gets, or null when the controller could not give a block now.</summary>
    public async Task<long?> NextAsync()
    {
        await _turn.WaitAsync();
        try
        {
            if (_next == _end)
            {
                var block = await controller.AllocateProducerIdsAsync();
                (_next, _end) = (block.First, block.First + block.Count);
            }

            return _next < _end ? _next++ : null;
        }
        catch (Exception e)
        {
            LogFailed(logger, e);
            return null;
        }
        finally
        {
            _turn.Release();
        }
    }

    [LoggerMessage(31, LogLevel.Warning, "The controller gave no block of producer ids")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}

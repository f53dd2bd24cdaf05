using Microsoft.Extensions.Logging;
using OrleansBroker.Gateway.Connections;
using OrleansBroker.Grains.Admin;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Gateway.Handlers;

/// <summary>Gives idempotent producers an id that no other producer has or will get.</summary>
internal sealed partial class InitProducerIdHandler(
    ProducerIdSource producerIds, ILogger<InitProducerIdHandler> logger)
    : IHandler<InitProducerIdRequest, InitProducerIdResponse>
{
    private const long NoProducerId = -1;
    private const short NoEpoch = -1;

    /// <summary>Version 6 (two-phase commit) is unstable in Kafka, and hidden there too.</summary>
    public short HighestVersion => 5;

    public async ValueTask<InitProducerIdResponse?> HandleAsync(InitProducerIdRequest request, RequestContext context)
    {
        if (request.TransactionalId is { } transactionalId)
        {
            return Refused(transactionalId.Length == 0 ? ErrorCode.InvalidRequest : ErrorCode.CoordinatorNotAvailable);
        }

        // Without a transactional id there is nothing to resume: whatever id the client had, it gets a new one.
        try
        {
            var producerId = await producerIds.NextAsync(context.Connection.Closed);
            return new InitProducerIdResponse { ProducerId = producerId, ProducerEpoch = 0 };
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogNoProducerId(logger, e);
            return Refused(ErrorCode.CoordinatorLoadInProgress);
        }
    }

    private static InitProducerIdResponse Refused(ErrorCode error) =>
        new() { ErrorCode = error, ProducerId = NoProducerId, ProducerEpoch = NoEpoch };

    [LoggerMessage(20, LogLevel.Warning, "The controller gave no producer ids; the client is asked to try again")]
    private static partial void LogNoProducerId(ILogger logger, Exception exception);
}

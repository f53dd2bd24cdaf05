using Microsoft.Extensions.Logging;
using OrleansBroker.Protocol.Buffers;

namespace OrleansBroker.Gateway.Connections;

/// <summary>What all connections of a listener share.</summary>
internal sealed record ConnectionServices(
    ConnectionLimits Limits,
    IRequestDispatcher Dispatcher,
    SharedBufferPool Buffers,
    MemoryBudget RequestBudget,
    MemoryBudget ResponseBudget,
    GatewayInstruments Instruments,
    TimeProvider Time,
    ILogger Logger);

using Microsoft.Extensions.Logging;

namespace OrleansBroker.Grains.Brokers;

/// <summary>What a move needs of its broker.</summary>
/// <param name="Reports">Tells the controller.</param>
/// <param name="Pace">Bytes a second of all moves together.</param>
/// <param name="Logger">Tells the operator.</param>
/// <param name="Stopped">The broker stops: moves end where they are.</param>
internal sealed record ReplicaMoveServices(
    DirectoryReports Reports, MovePace Pace, ILogger Logger, CancellationToken Stopped);

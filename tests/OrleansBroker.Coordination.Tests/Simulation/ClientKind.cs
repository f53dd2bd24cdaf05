namespace OrleansBroker.Coordination.Tests.Simulation;

internal enum ClientKind
{
    Consumer,
    Eager,
    Cooperative,
}

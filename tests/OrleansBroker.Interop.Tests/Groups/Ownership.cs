namespace OrleansBroker.Interop.Tests.Groups;

/// <summary>The time in which a member had a partition, by the clock of the machine in milliseconds.</summary>
internal readonly record struct Ownership(int Partition, long FromMs, long ToMs);

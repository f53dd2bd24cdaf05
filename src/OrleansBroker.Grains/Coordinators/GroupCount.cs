namespace OrleansBroker.Grains.Coordinators;

/// <summary>How many groups this silo coordinates.</summary>
/// <param name="Awake">Groups in memory, because they have members or were asked for lately.</param>
/// <param name="Asleep">Groups of which no more is in memory than where their records are.</param>
public sealed record GroupCount(int Awake, int Asleep);

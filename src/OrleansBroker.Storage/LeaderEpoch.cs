namespace OrleansBroker.Storage;

/// <summary>A leadership term of a partition.</summary>
/// <param name="Epoch">Its number.</param>
/// <param name="StartOffset">Offset of the first batch appended in it.</param>
public readonly record struct LeaderEpoch(int Epoch, long StartOffset);

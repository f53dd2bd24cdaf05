using OrleansBroker.Protocol;

namespace OrleansBroker.Coordination.Shard;

/// <summary>What is to be done after a turn of a <see cref="CoordinatorShard"/>.</summary>
/// <param name="Sequence">The turn's number, where it has records; 0 where it has none.</param>
/// <param name="Records">To be appended as one atomic batch, in the order of the turns; often none.</param>
/// <param name="Answers">What may be told now. Further answers come from <see cref="CoordinatorShard.Committed"/>.
/// </param>
public sealed record TurnResult(
    long Sequence, IReadOnlyList<CoordinatorRecord> Records, IReadOnlyList<Answer> Answers)
{
    /// <summary>
    /// Why the turn was refused as a whole, for whoever asked: its records would have been more than one batch takes,
    /// and nothing was changed. Kafka answers UNKNOWN_SERVER_ERROR then.
    /// </summary>
    public ErrorCode Refused { get; init; }

    public bool HasRecords => Records.Count > 0;
}

using Orleans.Concurrency;

namespace Orleans.Contracts.Tests.Turns;

public interface ITurnCalls : IGrainWithStringKey
{
    /// <summary>Is inside the grain until the gate opens.</summary>
    Task Enter(string gate);

    /// <summary>How many calls were inside at most.</summary>
    Task<int> Most();

    [ReadOnly]
    Task EnterReading(string gate);

    [AlwaysInterleave]
    Task EnterAnyway(string gate);

    Task<bool> StaysInTurn();

    Task<int> Race();
}

public interface ITurns : ITurnCalls;

public interface IReentrantTurns : ITurnCalls;

using Orleans.Concurrency;

namespace Orleans.Contracts.Tests.Turns;

public interface ITurnCalls : IGrainWithStringKey
{
    /// <summary>Waits at the gate, and says how many calls were inside the grain at most.</summary>
    Task<int> Enter(string gate);

    [ReadOnly]
    Task<int> EnterReading(string gate);

    [AlwaysInterleave]
    Task<int> EnterAnyway(string gate);

    Task<bool> StaysInTurn();

    Task<int> Race();
}

public interface ITurns : ITurnCalls;

public interface IReentrantTurns : ITurnCalls;

namespace OrleansBroker.Coordination.Tests.Simulation;

/// <summary>What can happen to a group in a simulation.</summary>
internal enum SimulationEvent
{
    /// <summary>A client starts.</summary>
    Arrived,

    /// <summary>A client goes without a word.</summary>
    Crashed,

    /// <summary>A client says goodbye.</summary>
    Left,

    /// <summary>A client does nothing for a while.</summary>
    Paused,

    /// <summary>A client that was put out meanwhile is told so, and comes back.</summary>
    Rejoined,

    /// <summary>A static member comes back under its old instance id.</summary>
    Restarted,

    /// <summary>A topic grows.</summary>
    PartitionAdded,

    /// <summary>Another broker leads: what was not committed is lost.</summary>
    CoordinatorMoved,

    /// <summary>Appends take long.</summary>
    CommitsHeld,

    /// <summary>An offset was committed and acknowledged.</summary>
    OffsetAcknowledged,

    /// <summary>A commit came from somebody who may not.</summary>
    OffsetRefused,

    /// <summary>An answer was lost on the way.</summary>
    AnswerLost,

    /// <summary>The group went from the classic protocol to the new one with members in it.</summary>
    Upgraded,

    /// <summary>The group went back.</summary>
    Downgraded,

    /// <summary>The time of day jumped.</summary>
    ClockSet,
}

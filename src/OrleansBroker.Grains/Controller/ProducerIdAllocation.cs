using OrleansBroker.Abstractions.Commands;

namespace OrleansBroker.Grains.Controller;

/// <summary>Decides the hand-out of producer ids. Pure.</summary>
internal static class ProducerIdAllocation
{
    /// <summary>Few writes at many producers, and not much lost when a broker restarts.</summary>
    public const int BlockSize = 1000;

    public static Decision<ProducerIdBlock> Decide(ControllerState state) => new(
        new ProducerIdBlock { First = state.NextProducerId, Count = BlockSize },
        new StateChange { NextProducerId = state.NextProducerId + BlockSize });
}

using Orleans;

namespace OrleansBroker.Abstractions.Commands;

/// <summary>Producer ids that no other broker has or will get: the block is stored before it is handed out.</summary>
[GenerateSerializer, Immutable, Alias("OrleansBroker.ProducerIdBlock")]
public sealed record ProducerIdBlock
{
    [Id(0)] public long First { get; init; }

    [Id(1)] public int Count { get; init; }
}

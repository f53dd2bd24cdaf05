using Orleans;
using OrleansBroker.Protocol;

namespace OrleansBroker.Abstractions.Groups;

/// <summary>A request of Kafka's group APIs: its body in Kafka's own format, without header.</summary>
[GenerateSerializer, Immutable, Alias("OrleansBroker.GroupQuestion")]
public sealed record GroupQuestion
{
    [Id(0)] public ApiKey ApiKey { get; init; }

    /// <summary>Version of the body, and of the answer's.</summary>
    [Id(1)] public short Version { get; init; }

    /// <summary>The asker's name for itself, as descriptions of the group show it.</summary>
    [Id(2)] public string ClientId { get; init; } = "";

    /// <summary>Where the asker runs, as descriptions of the group show it.</summary>
    [Id(3)] public string ClientHost { get; init; } = "";

    /// <summary>The bytes belong to the callee from the call on.</summary>
    [Id(4)] public byte[] Body { get; init; } = [];
}

/// <summary>What became of a <see cref="GroupQuestion"/>.</summary>
[GenerateSerializer, Immutable, Alias("OrleansBroker.GroupReply")]
public sealed record GroupReply
{
    /// <summary>
    /// None when there is a body. REQUEST_TIMED_OUT: it may have taken effect, ask again. UNSUPPORTED_VERSION: not one
    /// of the APIs and versions that are served here. INVALID_REQUEST: malformed, or about another group. What the
    /// group itself refuses, or a coordinator that has moved, is told in the body.
    /// </summary>
    [Id(0)] public ErrorCode Error { get; init; }

    /// <summary>The response in Kafka's own format, without header; empty with an error.</summary>
    [Id(1)] public byte[] Body { get; init; } = [];
}

namespace OrleansBroker.Protocol.Wire;

/// <summary>A tagged field of a later protocol than ours, kept so that the message is written as it was read.</summary>
public readonly record struct UnknownTaggedField(int Tag, byte[] Data);

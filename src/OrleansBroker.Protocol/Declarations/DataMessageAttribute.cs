namespace OrleansBroker.Protocol.Declarations;

/// <summary>Declares a header, or what travels inside records or other messages; otherwise as an API message.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class DataMessageAttribute : Attribute
{
    /// <summary>The versions that exist, such as <c>0-3</c>.</summary>
    public required string Versions { get; init; }

    /// <summary>The versions with compact lengths and tagged fields, such as <c>4+</c>.</summary>
    public string Flexible { get; init; } = "none";

    /// <summary>For keys and values of a coordinator's log: the type of record, which becomes a constant.</summary>
    public short RecordType { get; init; } = -1;
}

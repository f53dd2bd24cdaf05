namespace OrleansBroker.Protocol.Declarations;

/// <summary>
/// Declares a request or response. The generator writes <see cref="Messages.IMessage{TSelf}"/> for it from the
/// <see cref="FieldAttribute"/>s of the class and of the classes nested in it, in the order in which they stand.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class ApiMessageAttribute(ApiKey apiKey, MessageKind kind) : Attribute
{
    public ApiKey ApiKey => apiKey;

    public MessageKind Kind => kind;

    /// <summary>The versions that exist, such as <c>4-18</c>.</summary>
    public required string Versions { get; init; }

    /// <summary>The versions with compact lengths and tagged fields, such as <c>12+</c>.</summary>
    public string Flexible { get; init; } = "none";
}

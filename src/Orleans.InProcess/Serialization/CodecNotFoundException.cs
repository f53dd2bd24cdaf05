namespace Orleans.Serialization;

/// <summary>
/// The type is neither marked <see cref="GenerateSerializerAttribute"/> nor one of the base library that the engine
/// knows.
/// </summary>
[GenerateSerializer]
public sealed class CodecNotFoundException(string message) : SerializerException(message);

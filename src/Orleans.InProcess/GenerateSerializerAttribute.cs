namespace Orleans;

/// <summary>
/// Lets values of the type be copied between grains and travel between silos. Members take part by <see
/// cref="IdAttribute"/>.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum)]
public sealed class GenerateSerializerAttribute : Attribute;

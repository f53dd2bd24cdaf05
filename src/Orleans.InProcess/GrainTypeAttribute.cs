namespace Orleans;

/// <summary>
/// The name of the grain class in grain ids; without it, the class name in lower case without "Grain".
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public sealed class GrainTypeAttribute(string grainType) : Attribute
{
    public string GrainType { get; } = grainType;
}

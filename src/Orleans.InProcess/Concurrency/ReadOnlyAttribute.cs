namespace Orleans.Concurrency;

/// <summary>The method may run between the turns of other read-only calls.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ReadOnlyAttribute : Attribute;

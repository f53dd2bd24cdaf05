namespace Orleans.Concurrency;

/// <summary>
/// Turns of different calls to an activation of the class may alternate; two turns never run at once.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ReentrantAttribute : Attribute;

namespace Orleans.Concurrency;

/// <summary>The caller's task ends when the call is sent; neither result nor failure comes back.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OneWayAttribute : Attribute;

using System.Globalization;

namespace Orleans;

/// <summary>How long callers of the method wait before a <see cref="TimeoutException"/>; the callee goes on.</summary>
/// <param name="timeout">As "hh:mm:ss".</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ResponseTimeoutAttribute(string timeout) : Attribute
{
    public TimeSpan? Timeout { get; init; } = TimeSpan.Parse(timeout, CultureInfo.InvariantCulture);
}

using System.Reflection;
using Orleans.Concurrency;
using Orleans.InProcess.Serialization;
using Orleans.Runtime;

namespace Orleans.InProcess.Calls;

/// <summary>
/// A method of a grain interface: how it is sent, and how its attributes say it may run. Immutable and thread-safe.
/// </summary>
internal abstract class GrainMethod(MethodInfo method)
{
    public MethodInfo Method => method;

    public bool AlwaysInterleaves { get; } = method.IsDefined(typeof(AlwaysInterleaveAttribute));

    public bool IsReadOnly { get; } = method.IsDefined(typeof(ReadOnlyAttribute));

    public bool IsOneWay { get; } = method.IsDefined(typeof(OneWayAttribute));

    /// <summary>How long its callers wait; null for the silo's own setting.</summary>
    public TimeSpan? ResponseTimeout { get; } = method.GetCustomAttribute<ResponseTimeoutAttribute>()?.Timeout;

    public abstract bool HasCancellation { get; }

    /// <summary>Copies the arguments as far as their types ask for it.</summary>
    public abstract Arguments Copy(Arguments arguments);

    public abstract void Write(MessageWriter writer, Arguments arguments);

    public abstract Arguments Read(MessageReader reader);

    /// <summary>The call as the receiving silo runs it.</summary>
    public abstract Call Receive(CallRouter here, OutgoingCall caller, GrainId target, Arguments arguments);

    public override string ToString() => $"{method.DeclaringType!.Name}.{method.Name}";
}

namespace System.Runtime.CompilerServices;

/// <summary>
/// The runtime knows it by name: the assembly that carries it sees the internals of the one that it names.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class IgnoresAccessChecksToAttribute(string assemblyName) : Attribute
{
    public string AssemblyName { get; } = assemblyName;
}

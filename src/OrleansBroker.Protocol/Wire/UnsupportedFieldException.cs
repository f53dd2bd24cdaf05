namespace OrleansBroker.Protocol.Wire;

/// <summary>
/// A message cannot be written in this version: a field that the version lacks, and that may not be dropped,
/// holds a value, or a field that the version needs holds none.
/// </summary>
public sealed class UnsupportedFieldException(string message) : InvalidOperationException(message)
{
    internal static UnsupportedFieldException NotInVersion(string field, short version) =>
        new($"{field} holds a value, but version {version} has no such field.");

    internal static UnsupportedFieldException NullInVersion(string field, short version) =>
        new($"{field} may not be null in version {version}.");
}

using Microsoft.CodeAnalysis;

namespace OrleansBroker.Protocol.Generator;

/// <summary>What can be wrong with a declaration.</summary>
internal static class Diagnostics
{
    public static readonly DiagnosticDescriptor NotPartial =
        Error("OBP001", "A message is a partial class", "{0} has to be partial, for the generator adds to it");

    public static readonly DiagnosticDescriptor BadVersions =
        Error("OBP002", "Malformed versions", "'{1}' of {0} is none of: 3+, 0-12, 4, none");

    public static readonly DiagnosticDescriptor BadType =
        Error("OBP003", "Type without encoding", "{0} has the type {1}, which the protocol cannot encode");

    public static readonly DiagnosticDescriptor BadTag =
        Error("OBP004", "Misplaced tag", "{0}: tags are distinct per class and exist in flexible versions only");

    public static readonly DiagnosticDescriptor BadNullable =
        Error("OBP005", "Nullability differs", "{0}: the property's type and the declared nullable versions disagree");

    public static readonly DiagnosticDescriptor NoDefault =
        Error("OBP006", "Default missing", "{0} may not be null, so it needs an initialiser");

    private static DiagnosticDescriptor Error(string id, string title, string text) =>
        new(id, title, text, "Protocol", DiagnosticSeverity.Error, isEnabledByDefault: true);
}

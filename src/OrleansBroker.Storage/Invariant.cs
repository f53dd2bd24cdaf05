using System.Diagnostics.CodeAnalysis;

namespace OrleansBroker.Storage;

/// <summary>Checks that stay on in production: a log that breaks one stops rather than serve doubtful data.</summary>
internal static class Invariant
{
    public static void Check([DoesNotReturnIf(false)] bool condition, string rule)
    {
        if (!condition)
        {
            Break(rule);
        }
    }

    [DoesNotReturn]
    private static void Break(string rule) => throw new InvariantException(rule);
}

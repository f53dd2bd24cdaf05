using System.Text.RegularExpressions;
using OrleansBroker.Coordination.Shard;

namespace OrleansBroker.Coordination.Consumer;

/// <summary>
/// Regular expressions over topic names, as a subscription gives them: RE2's language, which needs no backtracking, so
/// that no expression can hold up the coordinator. The whole name must match.
/// </summary>
internal static partial class TopicRegex
{
    /// <summary>Counted repetitions are written out when compiled: more than this is a way to eat memory.</summary>
    private const double MaxRepetitions = 100_000;

    private const int MaxCharacters = 4_096;

    public static bool TryParse(string pattern, out Regex regex)
    {
        regex = Nothing();
        if (pattern.Length > MaxCharacters || Repetitions(pattern) > MaxRepetitions)
            return false;
        try
        {
            const RegexOptions options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;
            regex = new Regex($@"\A(?:{Re2Syntax.ToDotNet(pattern)})\z", options);
            return true;
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }

    /// <summary>Looks in the turn's catalog which topics match. An expression in the log was checked before.</summary>
    public static ResolvedRegex Resolve(GroupTurn turn, string pattern)
    {
        var topics = TryParse(pattern, out var regex)
            ? turn.Topics.Names.Where(name => regex.IsMatch(name)).Order(StringComparer.Ordinal).ToList()
            : [];
        return new ResolvedRegex(topics, turn.Topics.Version, turn.UnixNowMs);
    }

    private static double Repetitions(string pattern)
    {
        var product = 1.0;
        foreach (Match count in Counts().Matches(pattern))
            product *= Math.Max(1, double.Parse(count.ValueSpan));
        return product;
    }

    [GeneratedRegex(@"(?<=\{\d*,?)\d+(?=\})")]
    private static partial Regex Counts();

    [GeneratedRegex(@"\A\b\B\z")]
    private static partial Regex Nothing();
}

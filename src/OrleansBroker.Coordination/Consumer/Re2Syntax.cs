using System.Text;
using System.Text.RegularExpressions;

namespace OrleansBroker.Coordination.Consumer;

/// <summary>
/// What RE2 writes otherwise than .NET: quotes (<c>\Q..\E</c>), classes of one letter (<c>\pL</c>), POSIX classes
/// (<c>[[:alpha:]]</c>) and named groups (<c>(?P&lt;name&gt;..)</c>). .NET takes a POSIX class for other characters
/// without a word, so that it must not see one.
/// </summary>
internal static class Re2Syntax
{
    private const string PosixStart = "[:";
    private const string PosixEnd = ":]";
    private const char LastAscii = '\x7F';

    /// <summary>The same expression in .NET's language.</summary>
    /// <exception cref="ArgumentException">There is no such POSIX class.</exception>
    public static string ToDotNet(string pattern)
    {
        var text = new StringBuilder(pattern.Length);
        var position = 0;
        while (position < pattern.Length)
        {
            position = pattern[position] switch
            {
                '\\' => Escape(pattern, position, text),
                '[' => Class(pattern, position, text),
                _ => Other(pattern, position, text),
            };
        }

        return text.ToString();
    }

    private static int Escape(string pattern, int at, StringBuilder text)
    {
        var rest = pattern.AsSpan(at);
        if (rest.StartsWith(@"\Q"))
        {
            var end = pattern.IndexOf(@"\E", at + 2, StringComparison.Ordinal);
            text.Append(Regex.Escape(end < 0 ? pattern[(at + 2)..] : pattern[(at + 2)..end]));
            return end < 0 ? pattern.Length : end + 2;
        }

        if (rest is ['\\', 'p' or 'P', not '{', ..])
        {
            text.Append(rest[..2]).Append('{').Append(rest[2]).Append('}');
            return at + 3;
        }

        var length = Math.Min(2, rest.Length);
        text.Append(rest[..length]);
        return at + length;
    }

    /// <summary>Copies a class in brackets. A bracket is an ordinary character at its start and inside it.</summary>
    private static int Class(string pattern, int at, StringBuilder text)
    {
        text.Append('[');
        var position = at + 1;
        position += Copy(pattern, position, '^', text);
        position += Copy(pattern, position, ']', text);
        while (position < pattern.Length && pattern[position] != ']')
        {
            position = pattern[position] switch
            {
                '\\' => Escape(pattern, position, text),
                '[' => Bracket(pattern, position, text),
                _ => Other(pattern, position, text),
            };
        }

        return position + Copy(pattern, position, ']', text);
    }

    private static int Copy(string pattern, int at, char expected, StringBuilder text)
    {
        if (at >= pattern.Length || pattern[at] != expected)
            return 0;
        text.Append(expected);
        return 1;
    }

    private static int Bracket(string pattern, int at, StringBuilder text)
    {
        var end = pattern.IndexOf(PosixEnd, at + PosixStart.Length - 1, StringComparison.Ordinal);
        if (!pattern.AsSpan(at).StartsWith(PosixStart) || end < at + PosixStart.Length)
        {
            text.Append(@"\[");
            return at + 1;
        }

        var name = pattern[(at + PosixStart.Length)..end];
        var isNegated = name.StartsWith('^');
        var contains = PosixClass(isNegated ? name[1..] : name);
        for (var character = '\0'; character <= LastAscii; character++)
        {
            if (contains(character) != isNegated)
                text.Append($"\\x{(int)character:X2}");
        }

        return end + PosixEnd.Length;
    }

    private static int Other(string pattern, int at, StringBuilder text)
    {
        if (pattern.AsSpan(at).StartsWith("(?P<"))
        {
            text.Append("(?<");
            return at + 4;
        }

        text.Append(pattern[at]);
        return at + 1;
    }

    private static Func<char, bool> PosixClass(string name) => name switch
    {
        "alnum" => char.IsAsciiLetterOrDigit,
        "alpha" => char.IsAsciiLetter,
        "ascii" => char.IsAscii,
        "blank" => character => character is ' ' or '\t',
        "cntrl" => char.IsControl,
        "digit" => char.IsAsciiDigit,
        "graph" => character => character is > ' ' and < LastAscii,
        "lower" => char.IsAsciiLetterLower,
        "print" => character => character is >= ' ' and < LastAscii,
        "punct" => character => character is > ' ' and < LastAscii && !char.IsAsciiLetterOrDigit(character),
        "space" => character => character is ' ' or (>= '\t' and <= '\r'),
        "upper" => char.IsAsciiLetterUpper,
        "word" => character => char.IsAsciiLetterOrDigit(character) || character == '_',
        "xdigit" => char.IsAsciiHexDigit,
        _ => throw new ArgumentException($"There is no character class [:{name}:]."),
    };
}

using System.Globalization;

namespace OrleansBroker.Benchmarks.Kit;

/// <summary>What follows a program's name on the command line.</summary>
internal static class Arguments
{
    /// <summary>The one number that a program takes.</summary>
    /// <exception cref="FormatException">It is no positive number, or more follows it.</exception>
    public static int Number(string[] arguments, int otherwise) => arguments switch
    {
        [] => otherwise,
        [var text] when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number > 0 => number,
        _ => throw new FormatException($"Expected one number above 0, not '{string.Join(' ', arguments)}'."),
    };
}

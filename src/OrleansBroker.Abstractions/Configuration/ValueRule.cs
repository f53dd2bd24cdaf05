using System.Globalization;
using System.Text.RegularExpressions;

namespace OrleansBroker.Abstractions.Configuration;

/// <summary>What a config accepts beyond its type. Stateless.</summary>
internal abstract partial record ValueRule
{
    public static ValueRule Any { get; } = new AnyRule();

    public static ValueRule AtLeast(double minimum) => new RangeRule(minimum, double.PositiveInfinity);

    public static ValueRule Between(double minimum, double maximum) => new RangeRule(minimum, maximum);

    public static ValueRule OneOf(params string[] values) => new ChoiceRule(values);

    public static ValueRule ListOf(params string[] values) => new ListRule(values);

    /// <summary>One of the values, or <c>by_duration:</c> with a duration of ISO 8601 that is not negative.</summary>
    public static ValueRule OneOfOrDuration(params string[] values) => new DurationRule(values);

    /// <summary>Returns null, or the reason as the end of a sentence. The text is of the config's type.</summary>
    public abstract string? Check(string text);

    [GeneratedRegex(@"^P(?=.)(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d{1,9})?S)?)?$")]
    private static partial Regex Duration();

    private sealed record AnyRule : ValueRule
    {
        public override string? Check(string text) => null;
    }

    private sealed record RangeRule(double Minimum, double Maximum) : ValueRule
    {
        public override string? Check(string text)
        {
            var value = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
            if (value >= Minimum && value <= Maximum)
            {
                return null;
            }

            return double.IsPositiveInfinity(Maximum)
                ? $"value must be at least {Minimum.ToString("R", CultureInfo.InvariantCulture)}"
                : string.Create(CultureInfo.InvariantCulture, $"value must be between {Minimum:R} and {Maximum:R}");
        }
    }

    private sealed record ChoiceRule(string[] Values) : ValueRule
    {
        public override string? Check(string text) => Values.Contains(text, StringComparer.Ordinal)
            ? null
            : $"string must be one of: {string.Join(", ", Values)}";
    }

    private sealed record DurationRule(string[] Values) : ValueRule
    {
        private const string Prefix = "by_duration:";

        public override string? Check(string text) =>
            Values.Contains(text, StringComparer.Ordinal)
            || (text.StartsWith(Prefix, StringComparison.Ordinal) && Duration().IsMatch(text.AsSpan(Prefix.Length)))
                ? null
                : $"value must be one of: {string.Join(", ", Values)}, {Prefix}PnDTnHnMn.nS";
    }

    private sealed record ListRule(string[] Values) : ValueRule
    {
        public override string? Check(string text)
        {
            var entries = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            return entries.All(entry => Values.Contains(entry, StringComparer.Ordinal))
                ? null
                : $"every entry must be one of: {string.Join(", ", Values)}";
        }
    }
}

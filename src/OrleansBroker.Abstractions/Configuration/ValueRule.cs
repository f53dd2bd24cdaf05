using System.Globalization;
using System.Text.RegularExpressions;

namespace OrleansBroker.Abstractions.Configuration;

/// <summary>What a config accepts beyond its type. Stateless.</summary>
internal abstract partial record ValueRule
{
    public static ValueRule Any { get; } = new AnyRule();

    public static ValueRule AtLeast(double minimum) => new RangeRule(minimum, double.PositiveInfinity);

    public static ValueRule Between(double minimum, double maximum) => new RangeRule(minimum, maximum);

    /// <summary>One value that stands for something else, beside a range.</summary>
    public static ValueRule BetweenOr(double minimum, double maximum, double other) =>
        new RangeOrRule(minimum, maximum, other);

    /// <summary>Partition and broker pairs, or <c>*</c> for all.</summary>
    public static ValueRule Replicas { get; } = new ReplicasRule();

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

            return value < Minimum || double.IsNaN(value)
                ? string.Create(CultureInfo.InvariantCulture, $"Value must be at least {Minimum:R}")
                : string.Create(CultureInfo.InvariantCulture, $"Value must be no more than {Maximum:R}");
        }
    }

    private sealed record RangeOrRule(double Minimum, double Maximum, double Other) : ValueRule
    {
        public override string? Check(string text)
        {
            var value = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
            return (value >= Minimum && value <= Maximum) || value == Other
                ? null
                : string.Create(CultureInfo.InvariantCulture,
                    $"Value must be between {Minimum:R} and {Maximum:R} or equal to {Other:R}");
        }
    }

    private sealed record ReplicasRule : ValueRule
    {
        public override string? Check(string text)
        {
            var entries = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            return text == "*" || entries.All(IsPair)
                ? null
                : "Value must be * or a list of partition:broker pairs, for example 0:1,1:2";
        }

        private static bool IsPair(string entry) => entry.Split(':') is { Length: 2 } numbers
            && numbers.All(number => uint.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out _));
    }

    private sealed record ChoiceRule(string[] Values) : ValueRule
    {
        public override string? Check(string text) => Values.Contains(text, StringComparer.Ordinal)
            ? null
            : $"String must be one of: {string.Join(", ", Values)}";
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
                : $"Every entry must be one of: {string.Join(", ", Values)}";
        }
    }
}

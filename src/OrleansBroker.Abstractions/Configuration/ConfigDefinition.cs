using System.Globalization;

namespace OrleansBroker.Abstractions.Configuration;

/// <summary>
/// One config: what it is called, what it may hold and what it means. Immutable, so shared by all threads.
/// The tables <see cref="TopicConfigs"/>, <see cref="BrokerConfigs"/> and <see cref="GroupConfigs"/> of these are the
/// one source for validation, for the answers of DescribeConfigs and for defaults.
/// </summary>
public sealed class ConfigDefinition
{
    internal ConfigDefinition(string name, ConfigType type, string? defaultValue, ValueRule rule, string documentation,
        params ConfigSynonym[] synonyms)
    {
        Name = name;
        Type = type;
        Default = defaultValue;
        Rule = rule;
        Documentation = documentation;
        Synonyms = synonyms;
    }

    public string Name { get; }

    public ConfigType Type { get; }

    /// <summary>The value that holds when nobody set one; null for a property that is absent unless set.</summary>
    public string? Default { get; }

    public string Documentation { get; }

    /// <summary>Broker properties that give the default of a topic config, the first one that is set wins.</summary>
    public IReadOnlyList<ConfigSynonym> Synonyms { get; }

    /// <summary>The broker property that shows this config's default as it is; null when there is none, or when it is
    /// shown in another unit.</summary>
    public string? DefaultSynonym =>
        Synonyms is [var first, ..] && Synonyms.All(synonym => synonym.Default is null) ? first.Name : null;

    /// <summary>True when the value of a broker property may be changed while the broker runs.</summary>
    public bool IsDynamic { get; init; }

    /// <summary>What the broker's properties allow a whole number to be; null where they say nothing.</summary>
    public ConfigBounds? Bounds { get; init; }

    private ValueRule Rule { get; }

    /// <summary>Checks a value as a user wrote it.</summary>
    /// <returns>Null when it is good, otherwise one sentence that says what is wrong and what is allowed.</returns>
    public string? Validate(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var text = value.Trim();
        var reason = IsOfType(text) ? Rule.Check(text) : NotOfType();
        return reason is null ? null : $"Invalid value {value} for configuration {Name}: {reason}";
    }

    /// <summary>The same, for a property that its reader looks at again whenever it changes.</summary>
    internal ConfigDefinition AsDynamic() => new(Name, Type, Default, Rule, Documentation) { IsDynamic = true };

    // Only one synonym shows the default: the others are absent unless set, or they would contradict it.
    internal ConfigDefinition AsBrokerProperty(ConfigSynonym synonym) =>
        new(synonym.Name, Type, DefaultOf(synonym), Rule, Documentation) { IsDynamic = true };

    internal ConfigDefinition InAnotherUnit(ConfigSynonym synonym) => new(synonym.Name, ConfigType.Int,
        DefaultOf(synonym), ValueRule.AtLeast(-1), $"{Name}, in units of {synonym.Multiplier} ms. {Documentation}");

    private string? DefaultOf(ConfigSynonym synonym) =>
        synonym.Default ?? (synonym.Name == DefaultSynonym ? Default : null);

    private string NotOfType() => Type == ConfigType.Boolean
        ? "Expected value to be either true or false"
        : $"Not a number of type {Type.ToString().ToUpperInvariant()}";

    private bool IsOfType(string text) => Type switch
    {
        ConfigType.Boolean => bool.TryParse(text, out _),
        ConfigType.Int => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        ConfigType.Short => short.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        ConfigType.Long => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        ConfigType.Double => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _),
        _ => true,
    };
}

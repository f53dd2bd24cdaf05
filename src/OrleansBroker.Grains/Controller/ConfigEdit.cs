using OrleansBroker.Abstractions.Commands;
using OrleansBroker.Abstractions.Configuration;

namespace OrleansBroker.Grains.Controller;

/// <summary>The edits of one resource's configs: all of them, or none and the reason. Pure.</summary>
internal static class ConfigEdit
{
    /// <param name="current">What is set now; left as it is.</param>
    /// <param name="change">The edits.</param>
    /// <param name="find">The table of definitions.</param>
    /// <param name="validate">Checks one name and value.</param>
    /// <param name="valueThatHolds">The value that holds where nothing is set, which lists are edited from.</param>
    public static (ConfigProblem? Problem, Dictionary<string, string> Configs) Apply(
        IReadOnlyDictionary<string, string> current, ConfigResourceChange change, Func<string, ConfigDefinition?> find,
        Func<string, string?, string?> validate, Func<string, string> valueThatHolds)
    {
        var configs = new Dictionary<string, string>(change.ReplacesAll ? [] : current, StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var edit in change.Changes)
        {
            if (!seen.Add(edit.Name))
            {
                return (ConfigProblem.OfRequest("Error due to duplicate config keys"), configs);
            }

            if (edit.Operation == ConfigOperation.Delete)
            {
                // Also of names that we do not know: tools clear what they might have set.
                configs.Remove(edit.Name);
                continue;
            }

            if (edit.Value is null)
            {
                return (ConfigProblem.OfRequest($"Null value not supported for : {edit.Name}"), configs);
            }

            var problem = find(edit.Name) is { } definition
                ? Edit(configs, edit, definition, validate, valueThatHolds)
                : validate(edit.Name, edit.Value);
            if (problem is not null)
            {
                return (ConfigProblem.OfConfig(problem), configs);
            }
        }

        return (null, configs);
    }

    private static string? Edit(Dictionary<string, string> configs, ConfigChange edit, ConfigDefinition definition,
        Func<string, string?, string?> validate, Func<string, string> valueThatHolds)
    {
        var value = edit.Value!;
        if (edit.Operation is ConfigOperation.Append or ConfigOperation.Subtract)
        {
            if (definition.Type != ConfigType.List)
            {
                var operation = edit.Operation.ToString().ToUpperInvariant();
                return $"Can't {operation} to key {edit.Name} because its type is not LIST.";
            }

            var list = configs.GetValueOrDefault(edit.Name) ?? valueThatHolds(edit.Name);
            value = EditList(list, value, edit.Operation);
        }

        if (validate(edit.Name, value) is { } problem)
        {
            return problem;
        }

        configs[edit.Name] = value;
        return null;
    }

    private static string EditList(string list, string entries, ConfigOperation operation)
    {
        var edited = Split(entries);
        var result = operation == ConfigOperation.Append
            ? Split(list).Concat(edited).Distinct(StringComparer.Ordinal)
            : Split(list).Except(edited, StringComparer.Ordinal);
        return string.Join(',', result);
    }

    private static string[] Split(string list) =>
        list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}

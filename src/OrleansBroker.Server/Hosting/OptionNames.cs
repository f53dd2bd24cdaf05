using OrleansBroker.Abstractions;

namespace OrleansBroker.Server.Hosting;

/// <summary>The options that exist, taken from the type that they are bound to.</summary>
internal static class OptionNames
{
    private static readonly List<string> All = [.. Of(typeof(BrokerOptions), "")];

    /// <summary>The path of the first value in the section that nobody would read, or null.</summary>
    public static string? FirstUnknown(IConfigurationSection section) => section.AsEnumerable(makePathsRelative: true)
        .Where(entry => entry.Value is not null && !IsKnown(entry.Key))
        .Select(entry => $"{section.Path}:{entry.Key}")
        .FirstOrDefault();

    /// <summary>A name that ends in a colon stands for everything below it.</summary>
    private static bool IsKnown(string key) => All.Any(name => name.EndsWith(':')
        ? key.StartsWith(name, StringComparison.OrdinalIgnoreCase)
        : key.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<string> Of(Type type, string prefix)
    {
        foreach (var property in type.GetProperties().Where(property => property.CanWrite))
        {
            var name = prefix + property.Name;
            if (property.PropertyType == typeof(Dictionary<string, string>))
            {
                yield return name + ":";
            }
            else if (property.PropertyType.IsPrimitive || property.PropertyType == typeof(string))
            {
                yield return name;
            }
            else
            {
                foreach (var inner in Of(property.PropertyType, name + ":"))
                {
                    yield return inner;
                }
            }
        }
    }
}

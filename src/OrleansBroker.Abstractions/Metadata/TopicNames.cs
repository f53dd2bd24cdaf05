namespace OrleansBroker.Abstractions.Metadata;

/// <summary>Kafka's rules for the names of topics. Stateless.</summary>
public static class TopicNames
{
    /// <summary>Where Kafka keeps its metadata: no client may have a topic of this name.</summary>
    public const string ClusterMetadata = "__cluster_metadata";

    // A partition's folder is "<topic>-<n>", and file names end at 255 bytes.
    private const int MaxLength = 249;

    /// <summary>Returns null for a good name, otherwise what is wrong with it.</summary>
    public static string? Validate(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length == 0)
        {
            return "Topic name is invalid: the empty string is not allowed";
        }

        if (name is "." or "..")
        {
            return $"Topic name is invalid: '{name}' is not allowed";
        }

        if (name.Length > MaxLength)
        {
            return $"Topic name is invalid: the length of '{name}' is longer than the max allowed length {MaxLength}";
        }

        return name.All(IsAllowed)
            ? null
            : $"Topic name is invalid: '{name}' contains one or more characters other than ASCII alphanumerics, "
                + "'.', '_' and '-'";
    }

    /// <summary>Equal for names that tools which replace '.' by '_' could not tell apart.</summary>
    public static string CollisionKey(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Replace('.', '_');
    }

    private static bool IsAllowed(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-';
}

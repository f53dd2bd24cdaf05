namespace OrleansBroker.Protocol.Messages;

/// <summary>The APIs whose requests are declared. Immutable, thread-safe.</summary>
public static partial class ApiDescriptions
{
    private static readonly ApiDescription?[] ByKey = Index(Declared());

    /// <summary>All of them, by ascending key.</summary>
    public static IReadOnlyList<ApiDescription> All { get; } = [.. ByKey.OfType<ApiDescription>()];

    /// <summary>The description of a key, which may be any number; null when it is none of ours.</summary>
    public static ApiDescription? Find(ApiKey key)
    {
        var index = (int)key;
        return (uint)index < (uint)ByKey.Length ? ByKey[index] : null;
    }

    private static ApiDescription?[] Index(ApiDescription[] declared)
    {
        var byKey = new ApiDescription?[declared.Max(api => (int)api.Key) + 1];
        foreach (var api in declared)
            byKey[(int)api.Key] = api;
        return byKey;
    }
}

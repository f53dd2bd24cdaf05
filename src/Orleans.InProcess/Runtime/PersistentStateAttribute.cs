namespace Orleans.Runtime;

/// <summary>Marks an <see cref="IPersistentState{TState}"/> parameter of a grain's constructor.</summary>
/// <param name="stateName">Tells the states of one grain from each other.</param>
/// <param name="storageName">The named <see cref="Storage.IGrainStorage"/>; null for the default one.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public class PersistentStateAttribute(string stateName, string? storageName = null) : Attribute
{
    public string StateName { get; } = stateName;

    public string? StorageName { get; } = storageName;
}

namespace Orleans.Providers;

public static class ProviderConstants
{
    /// <summary>The name of the storage that states without a storage name use.</summary>
    public const string DEFAULT_STORAGE_PROVIDER_NAME = "Default";
}

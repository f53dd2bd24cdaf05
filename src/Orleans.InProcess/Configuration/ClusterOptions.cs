namespace Orleans.Configuration;

/// <summary>Which cluster a silo belongs to.</summary>
public class ClusterOptions
{
    public const string DefaultClusterId = "default";

    public const string DefaultServiceId = "default";

    /// <summary>The deployment: silos meet only silos of the same cluster.</summary>
    public string ClusterId { get; set; } = DefaultClusterId;

    /// <summary>The application: outlives deployments, and names what is stored.</summary>
    public string ServiceId { get; set; } = DefaultServiceId;
}

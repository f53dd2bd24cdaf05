namespace Orleans;

/// <summary>A grain factory with the services of the client, or of the silo, that it belongs to. Thread-safe.</summary>
public interface IClusterClient : IGrainFactory
{
    IServiceProvider ServiceProvider { get; }
}

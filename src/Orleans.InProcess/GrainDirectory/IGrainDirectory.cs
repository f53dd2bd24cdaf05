using Orleans.Runtime;

namespace Orleans.GrainDirectory;

/// <summary>Where activations are written down, so that there is one per grain. Thread-safe.</summary>
public interface IGrainDirectory
{
    /// <summary>Enters the address unless the grain has one, and returns the one that counts.</summary>
    Task<GrainAddress?> Register(GrainAddress address);

    /// <summary>
    /// As <see cref="Register(GrainAddress)"/>, and replaces the previous address if that is what is entered.
    /// </summary>
    async Task<GrainAddress?> Register(GrainAddress address, GrainAddress? previousAddress)
    {
        if (previousAddress is not null)
        {
            await Unregister(previousAddress);
        }

        return await Register(address);
    }

    /// <summary>Removes the address, if it is what is entered.</summary>
    Task Unregister(GrainAddress address);

    Task<GrainAddress?> Lookup(GrainId grainId);

    /// <summary>Removes every address on these silos, which are dead.</summary>
    Task UnregisterSilos(List<SiloAddress> siloAddresses);
}

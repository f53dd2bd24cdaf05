using Orleans.GrainDirectory;
using Orleans.Runtime;

namespace Orleans.Contracts.Tests.Support;

/// <summary>
/// A directory that stores nothing: the grain belongs to the silo whose name stands before the bar in its key.
/// </summary>
internal sealed class OwnedDirectory(IClusterMembershipService membership) : IGrainDirectory
{
    public const string Name = "owned";

    public Task<GrainAddress?> Register(GrainAddress address)
    {
        var owner = OwnerOf(address.GrainId);
        return Task.FromResult<GrainAddress?>(owner.Equals(address.SiloAddress) ? address
            : AddressOn(owner, address.GrainId));
    }

    public Task Unregister(GrainAddress address) => Task.CompletedTask;

    public Task<GrainAddress?> Lookup(GrainId grainId) => Task.FromResult<GrainAddress?>(null);

    public Task UnregisterSilos(List<SiloAddress> siloAddresses) => Task.CompletedTask;

    private static GrainAddress AddressOn(SiloAddress silo, GrainId grainId) =>
        new() { GrainId = grainId, ActivationId = ActivationId.NewId(), SiloAddress = silo };

    private SiloAddress OwnerOf(GrainId grainId)
    {
        var name = grainId.Key.ToString()!.Split('|')[0];
        return membership.CurrentSnapshot.Members.Values.Single(member => member.Name == name).SiloAddress;
    }
}

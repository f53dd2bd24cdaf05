using Orleans.Contracts.Tests.Support;
using Orleans.GrainDirectory;
using Orleans.Runtime;

namespace Orleans.Contracts.Tests.Activations;

public sealed class DirectoryTests(Cluster cluster) : IClassFixture<Cluster>
{
    [Fact]
    public async Task A_named_directory_refuses_the_wrong_silo_and_the_call_is_forwarded_to_the_right_one()
    {
        var key = Cluster.KeyOn(cluster.Silo1);
        PinnedPlacementDirector.Moved[key] = "Silo_0";
        foreach (var factory in new[] { cluster.On(cluster.Silo0), cluster.On(cluster.Silo1), cluster.Client })
        {
            Assert.Equal("Silo_1", await factory.GetGrain<IOwnedLife>(key).Where());
        }
    }
}

public interface IOwnedLife : ILifeCalls;

[Pinned, KeepAlive, GrainDirectory(OwnedDirectory.Name)]
public sealed class OwnedLifeGrain(ILocalSiloDetails silo) : LifeBase(silo), IOwnedLife;

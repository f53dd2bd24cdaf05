using Orleans.Contracts.Tests.Support;

namespace Orleans.Contracts.Tests.Activations;

public sealed class PlacementTests(Cluster cluster) : IClassFixture<Cluster>
{
    [Fact]
    public async Task The_director_chooses_the_silo_of_a_new_activation_once()
    {
        var key = Cluster.KeyOn(cluster.Silo1);
        var grain = cluster.On(cluster.Silo0).GetGrain<IKeptLife>(key);
        Assert.Equal("Silo_1", await grain.Where());
        Assert.Equal("Silo_1", await cluster.Client.GetGrain<IKeptLife>(key).Where());
        Assert.Equal(1, PinnedPlacementDirector.Asked[key]);
    }

    [Fact]
    public async Task A_failing_director_fails_the_call()
    {
        var grain = cluster.On(cluster.Silo0).GetGrain<IKeptLife>($"Nowhere|{Guid.NewGuid():N}");
        var failure = await Assert.ThrowsAnyAsync<Exception>(grain.Where);
        Assert.Contains("No silo Nowhere.", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silo_that_receives_a_call_activates_without_asking_the_director()
    {
        var key = Cluster.KeyOn(cluster.Silo1);
        var grain = cluster.On(cluster.Silo0).GetGrain<ILife>(key);
        Assert.Equal("Silo_1", await grain.Where());
        await cluster.On(cluster.Silo1).GetGrain<ILife>(key).Leave();
        await LifeBase.EndOf(key);
        PinnedPlacementDirector.Moved[key] = "Silo_0";

        // Silo 0 still sends to where the grain was.
        Assert.Equal("Silo_1", await grain.Where());
        Assert.Equal(1, PinnedPlacementDirector.Asked[key]);
    }
}

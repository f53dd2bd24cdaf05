using Microsoft.Extensions.DependencyInjection;
using Orleans.Contracts.Tests.Activations;
using Orleans.Contracts.Tests.Calls;
using Orleans.Contracts.Tests.Support;
using Orleans.Runtime;

namespace Orleans.Contracts.Tests.Silos;

/// <summary>Silos come and go: each test has a cluster of its own.</summary>
public sealed class SiloTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Cluster _cluster = new();

    public ValueTask InitializeAsync() => _cluster.InitializeAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Every_silo_sees_every_silo()
    {
        foreach (var silo in _cluster.Test.Silos)
        {
            var members = await MembershipAsync(silo.ServiceProvider, m => m.Count(IsActive) == 2);
            Assert.Equal(["Silo_0", "Silo_1"], members.Select(member => member.Name).Order());
        }
    }

    [Fact]
    public async Task Stages_start_upwards_and_stop_downwards_and_the_silo_is_active_from_the_active_stage_on()
    {
        var silo = _cluster.Silo1;
        await _cluster.Test.StopSiloAsync(silo);
        var seen = StageRecorder.Seen[silo.SiloAddress].ToArray();
        Assert.Equal(
            [
                $"start {ServiceLifecycleStage.RuntimeInitialize} Created",
                $"start {ServiceLifecycleStage.ApplicationServices} Joining",
                $"start {ServiceLifecycleStage.Active} Active",
                $"start {ServiceLifecycleStage.Last} Active",
                $"stop {ServiceLifecycleStage.Last} Active",
                $"stop {ServiceLifecycleStage.Active} Active",
                $"stop {ServiceLifecycleStage.ApplicationServices} ShuttingDown",
                $"stop {ServiceLifecycleStage.RuntimeInitialize} Dead",
            ],
            seen);
    }

    [Fact]
    public async Task A_stopped_silo_ends_its_activations_in_order_and_they_come_back_elsewhere()
    {
        var key = Cluster.KeyOn(_cluster.Silo1);
        var grain = _cluster.On(_cluster.Silo0).GetGrain<IKeptLife>(key);
        Assert.Equal("Silo_1", await grain.Where());
        PinnedPlacementDirector.Moved[key] = "Silo_0";
        await _cluster.Test.StopSiloAsync(_cluster.Silo1);
        Assert.Equal(
            DeactivationReasonCode.ShuttingDown,
            await LifeBase.EndOf(key).WaitAsync(Patience, TestContext.Current.CancellationToken));
        Assert.Equal("Silo_0", await grain.Where());
    }

    [Fact]
    public async Task A_killed_silo_is_dead_to_the_others_and_its_grains_come_back_elsewhere()
    {
        var key = Cluster.KeyOn(_cluster.Silo1);
        var grain = _cluster.On(_cluster.Silo0).GetGrain<IKeptLife>(key);
        await grain.Activation();
        PinnedPlacementDirector.Moved[key] = "Silo_0";
        var killed = _cluster.Silo1;
        await _cluster.Test.KillSiloAsync(killed);
        await MembershipAsync(
            _cluster.Silo0.ServiceProvider,
            members => !members.Any(m => m.SiloAddress.Equals(killed.SiloAddress) && m.Status != SiloStatus.Dead));
        Assert.Equal("Silo_0", await AnsweredAsync(grain.Where));
    }

    [Fact]
    public async Task A_call_that_a_killed_silo_was_running_fails()
    {
        var grain = _cluster.On(_cluster.Silo0).GetGrain<IKeptLife>(Cluster.KeyOn(_cluster.Silo1));
        var gate = Guid.NewGuid().ToString();
        var held = grain.Hold(gate);
        await Gate.Of(gate).Arrived;
        await _cluster.Test.KillSiloAsync(_cluster.Silo1);
        await Assert.ThrowsAsync<SiloUnavailableException>(
            () => held.WaitAsync(Patience, TestContext.Current.CancellationToken));
        Gate.Of(gate).Open();
    }

    [Fact]
    public async Task A_restarted_silo_has_its_name_and_a_new_address()
    {
        var before = _cluster.Silo1;
        var after = await _cluster.Test.RestartSiloAsync(before);
        Assert.Equal("Silo_1", after!.Name);
        Assert.NotEqual(before.SiloAddress, after.SiloAddress);
        await MembershipAsync(_cluster.Silo0.ServiceProvider, m => m.Count(IsActive) == 2);
        await _cluster.Test.WaitForClusterManifestToStabilizeAsync();
        var grain = _cluster.On(_cluster.Silo0).GetGrain<IEcho>(Cluster.KeyOn(after));
        Assert.Equal("Silo_1", await grain.Where());
    }

    [Fact]
    public async Task An_additional_silo_joins()
    {
        var added = await _cluster.Test.StartAdditionalSiloAsync();
        await MembershipAsync(_cluster.Silo0.ServiceProvider, m => m.Count(IsActive) == 3);
        await _cluster.Test.WaitForClusterManifestToStabilizeAsync();
        var grain = _cluster.On(_cluster.Silo0).GetGrain<IEcho>(Cluster.KeyOn(added));
        Assert.Equal(added.Name, await grain.Where());
    }

    private static bool IsActive(ClusterMember member) => member.Status == SiloStatus.Active;

    private static async Task<IReadOnlyList<ClusterMember>> MembershipAsync(
        IServiceProvider silo, Predicate<IReadOnlyList<ClusterMember>> expected)
    {
        using var patience = new CancellationTokenSource(Patience);
        var updates = silo.GetRequiredService<IClusterMembershipService>().MembershipUpdates;
        await foreach (var snapshot in updates.WithCancellation(patience.Token))
        {
            ClusterMember[] members = [.. snapshot.Members.Values];
            if (expected(members))
            {
                return members;
            }
        }

        throw new InvalidOperationException("The membership ended.");
    }

    // The first call may still go to where the grain was.
    private static async Task<T> AnsweredAsync<T>(Func<Task<T>> call)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await call();
            }
            catch (Exception exception) when (attempt < 20
                && exception is OrleansException or InvalidOperationException)
            {
                await Task.Yield();
            }
        }
    }
}

using System.Collections.Concurrent;
using Orleans.Runtime;

namespace Orleans.Contracts.Tests.Support;

/// <summary>Writes down in which stages a silo starts and stops, and which status it has then.</summary>
internal sealed class StageRecorder(ILocalSiloDetails details, IClusterMembershipService membership)
    : ILifecycleParticipant<ISiloLifecycle>
{
    private static readonly int[] Stages =
    [
        ServiceLifecycleStage.RuntimeInitialize, ServiceLifecycleStage.ApplicationServices,
            ServiceLifecycleStage.Active,
        ServiceLifecycleStage.Last,
    ];

    public static ConcurrentDictionary<SiloAddress, ConcurrentQueue<string>> Seen { get; } = new();

    public void Participate(ISiloLifecycle lifecycle)
    {
        foreach (var stage in Stages)
        {
            lifecycle.Subscribe(
                nameof(StageRecorder), stage, _ => Record("start", stage), _ => Record("stop", stage));
        }
    }

    private Task Record(string what, int stage)
    {
        var status = membership.CurrentSnapshot.GetSiloStatus(details.SiloAddress);
        Seen.GetOrAdd(details.SiloAddress, _ => new()).Enqueue($"{what} {stage} {status}");
        return Task.CompletedTask;
    }
}

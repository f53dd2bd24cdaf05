namespace Orleans;

/// <summary>Stages of a silo, in the order in which they start.</summary>
public static class ServiceLifecycleStage
{
    public const int First = int.MinValue;

    public const int RuntimeInitialize = 2000;

    public const int RuntimeServices = 4000;

    public const int RuntimeStorageServices = 6000;

    public const int RuntimeGrainServices = 8000;

    public const int AfterRuntimeGrainServices = 8100;

    public const int ApplicationServices = 10000;

    public const int ValidateInitialConnectivity = Active - 100;

    public const int GrainDirectoryShutdown = GrainDeactivation - 1;

    /// <summary>When the silo stops, its activations end here, after the stages above.</summary>
    public const int GrainDeactivation = BecomeActive - 1;

    /// <summary>The silo joins the cluster.</summary>
    public const int BecomeActive = Active - 1;

    /// <summary>Grains may be called.</summary>
    public const int Active = 20000;

    public const int Last = int.MaxValue;
}

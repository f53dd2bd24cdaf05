namespace Orleans.Runtime;

/// <summary>Stages of an activation, in the order in which they start.</summary>
public static class GrainLifecycleStage
{
    public const int First = int.MinValue;

    /// <summary>Persistent state is read.</summary>
    public const int SetupState = 1000;

    /// <summary>The grain's own OnActivateAsync runs after this one.</summary>
    public const int Activate = 2000;

    public const int Last = int.MaxValue;
}

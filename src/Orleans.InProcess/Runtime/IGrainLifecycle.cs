namespace Orleans.Runtime;

/// <summary>The stages that an activation passes through, of <see cref="GrainLifecycleStage"/>.</summary>
public interface IGrainLifecycle : ILifecycleObservable;

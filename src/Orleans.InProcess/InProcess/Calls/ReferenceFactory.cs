using Orleans.Runtime;

namespace Orleans.InProcess.Calls;

/// <summary>Makes references that call through one router. Thread-safe.</summary>
internal sealed class ReferenceFactory(CallRouter router)
{
    public GrainReference Create(Type interfaceType, GrainId grainId) =>
        GrainInterface.Of(interfaceType).CreateReference(router, grainId);
}

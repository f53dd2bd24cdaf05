namespace Orleans.Contracts.Tests.Activations;

public interface ILifeCalls : IGrainWithStringKey
{
    /// <summary>Tells one activation from the next.</summary>
    Task<Guid> Activation();

    Task<string> Where();

    Task Leave();

    Task<Guid> Hold(string gate);
}

public interface ILife : ILifeCalls;

public interface IKeptLife : ILifeCalls;

public interface IBrokenLife : IGrainWithStringKey
{
    Task Nothing();
}

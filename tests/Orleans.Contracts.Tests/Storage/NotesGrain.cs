using Orleans.Contracts.Tests.Support;
using Orleans.Runtime;
using Orleans.Storage;

namespace Orleans.Contracts.Tests.Storage;

public interface INotes : IGrainWithStringKey
{
    Task<(int Number, string? ETag, bool Exists)> Read();

    Task Write(int number);

    /// <summary>Writes; on a conflict reads again and says false.</summary>
    Task<bool> TryWrite(int number);

    Task WriteTo(INotes other, int number);

    Task Clear();

    Task<Guid> Activation();

    Task<Guid> Leave();
}

[GenerateSerializer]
public sealed record Notes
{
    [Id(0)]
    public int Number { get; init; }
}

[Pinned, KeepAlive]
public sealed class NotesGrain([PersistentState("notes", "contracts")] IPersistentState<Notes> notes) : Grain, INotes
{
    private readonly Guid _activation = Guid.NewGuid();

    public Task<(int Number, string? ETag, bool Exists)> Read() =>
        Task.FromResult((notes.State.Number, notes.Etag, notes.RecordExists));

    public Task Write(int number)
    {
        notes.State = new Notes { Number = number };
        return notes.WriteStateAsync();
    }

    public async Task<bool> TryWrite(int number)
    {
        try
        {
            await Write(number);
            return true;
        }
        catch (InconsistentStateException)
        {
            await notes.ReadStateAsync();
            return false;
        }
    }

    public Task WriteTo(INotes other, int number) => other.Write(number);

    public Task Clear() => notes.ClearStateAsync();

    public Task<Guid> Activation() => Task.FromResult(_activation);

    public Task<Guid> Leave()
    {
        DeactivateOnIdle();
        return Task.FromResult(_activation);
    }
}

using Orleans.Runtime;
using Orleans.Storage;

namespace Orleans.InProcess.Storage;

/// <summary>A stored record, read when its grain is activated. Single-threaded: used in the grain's turns.</summary>
internal sealed class PersistentState<TState> : IPersistentState<TState>
{
    private readonly string _name;
    private readonly IGrainContext _context;
    private readonly IGrainStorage _storage;
    private readonly GrainState<TState> _record = new(Activator.CreateInstance<TState>());

    public PersistentState(string name, IGrainContext context, IGrainStorage storage)
    {
        _name = name;
        _context = context;
        _storage = storage;
        context.ObservableLifecycle.Subscribe(name, GrainLifecycleStage.SetupState, ReadStateAsync);
    }

    public TState State
    {
        get => _record.State!;
        set => _record.State = value;
    }

    public string? Etag => _record.ETag;

    public bool RecordExists => _record.RecordExists;

    public Task ReadStateAsync() => ReadStateAsync(CancellationToken.None);

    public Task WriteStateAsync() => WriteStateAsync(CancellationToken.None);

    public Task ClearStateAsync() => ClearStateAsync(CancellationToken.None);

    public Task ReadStateAsync(CancellationToken cancellationToken) =>
        _storage.ReadStateAsync(_name, _context.GrainId, _record, cancellationToken);

    public Task WriteStateAsync(CancellationToken cancellationToken) =>
        _storage.WriteStateAsync(_name, _context.GrainId, _record, cancellationToken);

    public Task ClearStateAsync(CancellationToken cancellationToken) =>
        _storage.ClearStateAsync(_name, _context.GrainId, _record, cancellationToken);
}

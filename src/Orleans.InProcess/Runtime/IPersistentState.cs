using Orleans.Core;

namespace Orleans.Runtime;

/// <summary>
/// A stored record that is read before its grain is activated; a constructor parameter with <see
/// cref="PersistentStateAttribute"/>.
/// </summary>
public interface IPersistentState<TState> : IStorage<TState>;

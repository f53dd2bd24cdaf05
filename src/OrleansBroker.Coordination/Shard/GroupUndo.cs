using OrleansBroker.Coordination.Classic;
using OrleansBroker.Coordination.Consumer;

namespace OrleansBroker.Coordination.Shard;

/// <summary>
/// What a group was before a turn wrote to it, so that a turn whose records cannot be appended is as if it had never
/// been. Offsets are not in it: whoever commits looks at the size first. Single-threaded, for one turn.
/// </summary>
internal sealed class GroupUndo(Group group)
{
    private readonly ClassicGroup? _classic = group.Classic;
    private readonly ConsumerGroup? _consumer = group.Consumer;
    private Stack<Action>? _steps;

    /// <summary>Whether nothing was written that would have to be taken back.</summary>
    public bool IsEmpty => _steps is null;

    /// <summary>Called before the record of that key is applied.</summary>
    public void Remember(in RecordKey key)
    {
        _steps ??= new Stack<Action>();

        // A consumer side that the turn itself has made goes as a whole.
        if (_consumer is not null && ReferenceEquals(group.Consumer, _consumer))
            _steps.Push(ConsumerRecords.Remember(_consumer, key));
    }

    public void Run()
    {
        while (_steps is not null && _steps.TryPop(out var step))
            step();
        group.Classic = _classic;
        group.Consumer = _consumer;

        // What the topics of today ask for was not done.
        _consumer?.ForgetSeenCatalog();
    }
}

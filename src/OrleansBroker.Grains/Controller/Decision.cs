using OrleansBroker.Abstractions.Commands;

namespace OrleansBroker.Grains.Controller;

/// <summary>What to answer, and what has to be stored before that.</summary>
internal readonly record struct Decision<T>(T Answer, StateChange Change);

/// <summary>Decides a command entry by entry, each on the state that the entries before it leave.</summary>
internal static class Decision
{
    /// <param name="state">The state before the command.</param>
    /// <param name="entries">The entries of the command.</param>
    /// <param name="decide">Decides one entry.</param>
    /// <param name="validateOnly">Whether to answer as if, and change nothing.</param>
    public static Decision<CommandOutcome[]> ForEach<TEntry>(ControllerState state, IReadOnlyList<TEntry> entries,
        Func<ControllerState, TEntry, Decision<CommandOutcome>> decide, bool validateOnly)
    {
        var outcomes = new CommandOutcome[entries.Count];
        var change = StateChange.None;
        for (var index = 0; index < entries.Count; index++)
        {
            var (outcome, step) = decide(state, entries[index]);
            outcomes[index] = outcome;
            state = state.Apply(step);
            change = Merge(change, step);
        }

        return new(outcomes, validateOnly ? StateChange.None : change);
    }

    /// <summary>A refusal: nothing changes.</summary>
    public static Decision<CommandOutcome> Refuse(string name, Protocol.ErrorCode error, string message) =>
        new(CommandOutcome.Failed(name, error, message), StateChange.None);

    private static StateChange Merge(StateChange first, StateChange second) => new()
    {
        // The last version of a topic that several entries changed is the one to store.
        Topics = [.. first.Topics.Where(topic => second.Topics.All(other => other.TopicId != topic.TopicId)),
            .. second.Topics],
        DeletedTopics = [.. first.DeletedTopics, .. second.DeletedTopics],
        Brokers = second.Brokers ?? first.Brokers,
        BrokerConfigs = second.BrokerConfigs ?? first.BrokerConfigs,
        GroupConfigs = second.GroupConfigs ?? first.GroupConfigs,
        NextProducerId = second.NextProducerId ?? first.NextProducerId,
    };
}

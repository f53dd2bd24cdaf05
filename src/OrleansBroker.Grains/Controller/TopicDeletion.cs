using OrleansBroker.Abstractions.Commands;
using OrleansBroker.Abstractions.Configuration;
using OrleansBroker.Abstractions.Metadata;
using OrleansBroker.Protocol;

namespace OrleansBroker.Grains.Controller;

/// <summary>Decides DeleteTopics. Pure.</summary>
internal static class TopicDeletion
{
    public static Decision<CommandOutcome[]> Decide(
        ControllerState state, DeleteTopicsCommand command, ControllerContext context)
    {
        var isEnabled = context.Properties(state).GetBoolean(BrokerConfigs.DeleteTopicEnable);
        return Decision.ForEach(state, command.Topics, DecideOne, validateOnly: false);

        Decision<CommandOutcome> DecideOne(ControllerState current, TopicReference reference) => isEnabled
            ? Delete(current, reference)
            : Decision.Refuse(reference.Name ?? "", ErrorCode.TopicDeletionDisabled,
                $"Topic deletion is disabled by {BrokerConfigs.DeleteTopicEnable}.");
    }

    private static Decision<CommandOutcome> Delete(ControllerState state, TopicReference reference)
    {
        if (Find(state, reference) is not { } topic)
        {
            return reference.Name is { } name
                ? Decision.Refuse(name, ErrorCode.UnknownTopicOrPartition, $"Topic '{name}' does not exist.")
                : UnknownId(reference.TopicId);
        }

        return new(new CommandOutcome { Name = topic.Name, TopicId = topic.TopicId },
            new StateChange { DeletedTopics = [topic] });
    }

    private static TopicMetadata? Find(ControllerState state, TopicReference reference)
    {
        TopicMetadata? topic;
        var isFound = reference.Name is { } name
            ? state.TryGetTopic(name, out topic)
            : state.TryGetTopic(reference.TopicId, out topic);
        return isFound ? topic : null;
    }

    private static Decision<CommandOutcome> UnknownId(Guid id) => new(
        CommandOutcome.Failed("", ErrorCode.UnknownTopicId, "There is no topic of this id.") with { TopicId = id },
        StateChange.None);
}

namespace OrleansBroker.Coordination.Consumer;

/// <summary>In which direction a group with members may change its protocol.</summary>
public enum MigrationPolicy
{
    Disabled,

    /// <summary>From the classic protocol to the consumer protocol.</summary>
    Upgrade,

    /// <summary>From the consumer protocol to the classic protocol.</summary>
    Downgrade,

    Bidirectional,
}

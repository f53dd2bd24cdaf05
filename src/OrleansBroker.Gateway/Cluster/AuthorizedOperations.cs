namespace OrleansBroker.Gateway.Cluster;

/// <summary>
/// What a client may do, as bits of Kafka's AclOperation codes. Without security everybody may do everything.
/// </summary>
internal static class AuthorizedOperations
{
    /// <summary>The answer to who did not ask.</summary>
    public const int NotAsked = int.MinValue;

    private const int Read = 1 << 3;
    private const int Write = 1 << 4;
    private const int Create = 1 << 5;
    private const int Delete = 1 << 6;
    private const int Alter = 1 << 7;
    private const int Describe = 1 << 8;
    private const int ClusterAction = 1 << 9;
    private const int DescribeConfigs = 1 << 10;
    private const int AlterConfigs = 1 << 11;
    private const int IdempotentWrite = 1 << 12;

    private const int AllOfTopic =
        Read | Write | Create | Delete | Alter | Describe | DescribeConfigs | AlterConfigs;

    private const int AllOfCluster =
        Create | Alter | Describe | ClusterAction | DescribeConfigs | AlterConfigs | IdempotentWrite;

    private const int AllOfGroup = Read | Delete | Describe | DescribeConfigs | AlterConfigs;

    public static int OnGroup(bool asked) => asked ? AllOfGroup : NotAsked;

    public static int OnTopic(bool asked) => asked ? AllOfTopic : NotAsked;

    public static int OnCluster(bool asked) => asked ? AllOfCluster : NotAsked;
}

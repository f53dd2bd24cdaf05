using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>Moves replicas between the log folders of a broker.</summary>
[ApiMessage(ApiKey.AlterReplicaLogDirs, MessageKind.Request, Versions = "1-2", Flexible = "2+")]
public sealed partial class AlterReplicaLogDirsRequest
{
    [Field("0+")] public List<AlterReplicaLogDir> Dirs { get; set; } = [];

    public sealed partial class AlterReplicaLogDir
    {
        [Field("0+")] public string Path { get; set; } = "";
        [Field("0+")] public List<AlterReplicaLogDirTopic> Topics { get; set; } = [];
    }

    public sealed partial class AlterReplicaLogDirTopic
    {
        [Field("0+")] public string Name { get; set; } = "";
        [Field("0+")] public List<int> Partitions { get; set; } = [];
    }
}

/// <summary>The outcome per partition.</summary>
[ApiMessage(ApiKey.AlterReplicaLogDirs, MessageKind.Response, Versions = "1-2", Flexible = "2+")]
public sealed partial class AlterReplicaLogDirsResponse
{
    [Field("0+")] public int ThrottleTimeMs { get; set; }
    [Field("0+")] public List<AlterReplicaLogDirTopicResult> Results { get; set; } = [];

    public sealed partial class AlterReplicaLogDirTopicResult
    {
        [Field("0+")] public string TopicName { get; set; } = "";
        [Field("0+")] public List<AlterReplicaLogDirPartitionResult> Partitions { get; set; } = [];
    }

    public sealed partial class AlterReplicaLogDirPartitionResult
    {
        [Field("0+")] public int PartitionIndex { get; set; }
        [Field("0+")] public ErrorCode ErrorCode { get; set; }
    }
}

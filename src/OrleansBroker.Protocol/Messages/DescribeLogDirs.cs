using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>Asks for the log folders of a broker and what lies in them.</summary>
[ApiMessage(ApiKey.DescribeLogDirs, MessageKind.Request, Versions = "1-5", Flexible = "2+")]
public sealed partial class DescribeLogDirsRequest
{
    [Field("0+", Nullable = "0+")] public List<DescribableLogDirTopic>? Topics { get; set; } = [];

    public sealed partial class DescribableLogDirTopic
    {
        [Field("0+")] public string Topic { get; set; } = "";
        [Field("0+")] public List<int> Partitions { get; set; } = [];
    }
}

/// <summary>Size and lag of each replica, by log folder.</summary>
[ApiMessage(ApiKey.DescribeLogDirs, MessageKind.Response, Versions = "1-5", Flexible = "2+")]
public sealed partial class DescribeLogDirsResponse
{
    [Field("0+")] public int ThrottleTimeMs { get; set; }
    [Field("3+", Ignorable = true)] public ErrorCode ErrorCode { get; set; }
    [Field("0+")] public List<DescribeLogDirsResult> Results { get; set; } = [];

    public sealed partial class DescribeLogDirsResult
    {
        [Field("0+")] public ErrorCode ErrorCode { get; set; }
        [Field("0+")] public string LogDir { get; set; } = "";
        [Field("0+")] public List<DescribeLogDirsTopic> Topics { get; set; } = [];
        [Field("4+", Ignorable = true)] public long TotalBytes { get; set; } = -1;
        [Field("4+", Ignorable = true)] public long UsableBytes { get; set; } = -1;
        [Field("5+", Ignorable = true)] public bool IsCordoned { get; set; }
    }

    public sealed partial class DescribeLogDirsTopic
    {
        [Field("0+")] public string Name { get; set; } = "";
        [Field("0+")] public List<DescribeLogDirsPartition> Partitions { get; set; } = [];
    }

    public sealed partial class DescribeLogDirsPartition
    {
        [Field("0+")] public int PartitionIndex { get; set; }
        [Field("0+")] public long PartitionSize { get; set; }
        [Field("0+")] public long OffsetLag { get; set; }
        [Field("0+")] public bool IsFutureKey { get; set; }
    }
}

using OrleansBroker.Protocol.Declarations;

namespace OrleansBroker.Protocol.Messages;

/// <summary>Asks for the brokers or the controllers of the cluster.</summary>
[ApiMessage(ApiKey.DescribeCluster, MessageKind.Request, Versions = "0-2", Flexible = "0+")]
public sealed partial class DescribeClusterRequest
{
    [Field("0+")] public bool IncludeClusterAuthorizedOperations { get; set; }
    [Field("1+")] public sbyte EndpointType { get; set; } = 1;
    [Field("2+")] public bool IncludeFencedBrokers { get; set; }
}

/// <summary>The nodes of the cluster and what the caller may do to it.</summary>
[ApiMessage(ApiKey.DescribeCluster, MessageKind.Response, Versions = "0-2", Flexible = "0+")]
public sealed partial class DescribeClusterResponse
{
    [Field("0+")] public int ThrottleTimeMs { get; set; }
    [Field("0+")] public ErrorCode ErrorCode { get; set; }
    [Field("0+", Nullable = "0+")] public string? ErrorMessage { get; set; }
    [Field("1+")] public sbyte EndpointType { get; set; } = 1;
    [Field("0+")] public string ClusterId { get; set; } = "";
    [Field("0+")] public int ControllerId { get; set; } = -1;
    [Field("0+")] public List<DescribeClusterBroker> Brokers { get; set; } = [];
    [Field("0+")] public int ClusterAuthorizedOperations { get; set; } = int.MinValue;

    public sealed partial class DescribeClusterBroker
    {
        [Field("0+")] public int BrokerId { get; set; }
        [Field("0+")] public string Host { get; set; } = "";
        [Field("0+")] public int Port { get; set; }
        [Field("0+", Nullable = "0+")] public string? Rack { get; set; }
        [Field("2+")] public bool IsFenced { get; set; }
    }
}

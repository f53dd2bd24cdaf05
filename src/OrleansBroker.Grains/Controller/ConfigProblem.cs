using OrleansBroker.Protocol;

namespace OrleansBroker.Grains.Controller;

/// <summary>Why configs are not edited: the request itself makes no sense, or a value does not.</summary>
internal sealed record ConfigProblem(ErrorCode Error, string Message)
{
    public static ConfigProblem OfRequest(string message) => new(ErrorCode.InvalidRequest, message);

    public static ConfigProblem OfConfig(string message) => new(ErrorCode.InvalidConfig, message);
}

using System.Net;
using OrleansBroker.Gateway.Connections;
using OrleansBroker.Grains.Coordinators;

namespace OrleansBroker.Gateway.Cluster;

/// <summary>What the coordinators are told about who sent a request.</summary>
internal static class RequestContextExtensions
{
    public static GroupCaller Caller(this RequestContext context) => new(
        context.Version, context.Header?.ClientId ?? "", HostOf(context.Connection.RemoteEndPoint));

    /// <summary>In the form that Kafka's tools show.</summary>
    private static string HostOf(EndPoint? endPoint)
    {
        var address = (endPoint as IPEndPoint)?.Address;
        return address is null ? "" : $"/{(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address)}";
    }
}

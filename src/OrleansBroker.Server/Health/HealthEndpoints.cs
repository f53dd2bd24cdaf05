using OrleansBroker.Gateway.Hosting;
using OrleansBroker.Grains.Brokers;

namespace OrleansBroker.Server.Health;

/// <summary>What an orchestrator asks: is the process alive, and may clients be sent to it?</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/health/live", () => "live\n");
        app.MapGet("/health/ready", (Broker broker, GatewayService gateway) => broker.IsReady && gateway.IsServing
            ? Results.Text("ready\n")
            : Results.Text("not ready\n", statusCode: StatusCodes.Status503ServiceUnavailable));
    }
}

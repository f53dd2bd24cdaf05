using OrleansBroker.Grains.Coordinators;

namespace OrleansBroker.Server.Metrics;

/// <summary>`/metrics`, for Prometheus to scrape.</summary>
internal static class MetricsEndpoint
{
    public static void MapMetrics(this WebApplication app)
    {
        // Made now and not by the first scrape, so that they see everything from the start.
        app.Services.GetRequiredService<PartitionInstruments>();
        app.Services.GetRequiredService<GroupInstruments>();
        app.Services.GetRequiredService<PrometheusExporter>();
        app.MapGet("/metrics", ScrapeAsync);
    }

    private static async Task<IResult> ScrapeAsync(
        GroupLag lag, PrometheusExporter exporter, CancellationToken cancellationToken)
    {
        // Instruments cannot wait, and the lag is with the coordinators.
        await lag.RefreshAsync(cancellationToken);
        return Results.Text(exporter.Scrape(), PrometheusExporter.ContentType);
    }
}

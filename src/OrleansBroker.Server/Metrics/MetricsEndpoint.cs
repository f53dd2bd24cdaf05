namespace OrleansBroker.Server.Metrics;

/// <summary>`/metrics`, for Prometheus to scrape.</summary>
internal static class MetricsEndpoint
{
    public static void MapMetrics(this WebApplication app)
    {
        // Made now and not by the first scrape, so that they see everything from the start.
        app.Services.GetRequiredService<PartitionInstruments>();
        var exporter = app.Services.GetRequiredService<PrometheusExporter>();
        app.MapGet("/metrics", () => Results.Text(exporter.Scrape(), PrometheusExporter.ContentType));
    }
}

namespace OrleansBroker.Server.Metrics;

/// <summary>Names and label values as Prometheus writes them.</summary>
internal static class PrometheusName
{
    /// <summary>`orleansbroker.request.duration` in `s` becomes `orleansbroker_request_duration_seconds`.</summary>
    public static string Of(string name, string? unit)
    {
        var plain = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
        return unit switch
        {
            "s" => plain + "_seconds",
            "By" => plain + "_bytes",
            _ => plain,
        };
    }

    public static string Escape(string labelValue) =>
        labelValue.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n");
}

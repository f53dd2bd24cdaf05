using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansBroker.LoadTest.Measuring;

/// <summary>
/// What one run measured; also a line of a results file. Rates are in MB (10^6 bytes) and records a second, latencies
/// in milliseconds; what was not measured is null.
/// </summary>
internal sealed record RunResult
{
    private static readonly JsonSerializerOptions Format = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>Whose broker it was.</summary>
    public required string Label { get; init; }

    /// <summary>What was done to it.</summary>
    public required string Test { get; init; }

    public required double Seconds { get; init; }

    public required long Records { get; init; }

    public required long Bytes { get; init; }

    public Percentiles? Latency { get; init; }

    public Percentiles? EndToEnd { get; init; }

    public double? CpuSeconds { get; init; }

    public double? PeakMemoryMb { get; init; }

    [JsonIgnore]
    public double MbPerSecond => Bytes / Seconds / 1e6;

    [JsonIgnore]
    public double RecordsPerSecond => Records / Seconds;

    [JsonIgnore]
    public double? CpuSecondsPerGb => Bytes > 0 ? CpuSeconds / (Bytes / 1e9) : null;

    public static RunResult Parse(string line) => JsonSerializer.Deserialize<RunResult>(line, Format)!;

    public string ToJson() => JsonSerializer.Serialize(this, Format);

    public void Print(TextWriter output)
    {
        output.WriteLine($"{Label}: {Test}, {Seconds:F1} s");
        output.WriteLine($"  throughput   {MbPerSecond,10:F1} MB/s   {RecordsPerSecond,12:F0} records/s");
        Latency?.Print(output, "latency");
        EndToEnd?.Print(output, "end to end");
        if (CpuSeconds is { } cpu)
        {
            output.WriteLine($"  broker CPU   {cpu,10:F2} s      {CpuSecondsPerGb,12:F2} s/GB");
            output.WriteLine($"  peak memory  {PeakMemoryMb,10:F0} MB");
        }
    }
}

using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using OrleansBroker.Benchmarks.Reporting;

namespace OrleansBroker.Benchmarks;

/// <summary>
/// A short job in this process: a project that BenchmarkDotNet generates would not build, because references are not
/// transitive in this repository.
/// </summary>
internal sealed class BenchmarkConfig : ManualConfig
{
    public BenchmarkConfig()
    {
        AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance));
        AddDiagnoser(MemoryDiagnoser.Default);
        AddColumnProvider(DefaultColumnProviders.Instance);
        AddColumn(new ThroughputColumn());
        AddExporter(MarkdownExporter.GitHub);
        AddLogger(ConsoleLogger.Default);
        SummaryStyle = SummaryStyle.Default.WithMaxParameterColumnWidth(64);
        HideColumns(Column.Job, Column.Error, Column.StdDev);
        HideColumns("Toolchain", "IterationCount", "LaunchCount", "WarmupCount", "Method");
    }
}

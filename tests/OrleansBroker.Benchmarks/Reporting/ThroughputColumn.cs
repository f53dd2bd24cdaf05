using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using OrleansBroker.Benchmarks.Operations;

namespace OrleansBroker.Benchmarks.Reporting;

/// <summary>Bytes of log that an operation handles in a second. Immutable.</summary>
internal sealed class ThroughputColumn : IColumn
{
    public string Id => nameof(ThroughputColumn);

    public string ColumnName => "GB/s";

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public string Legend => "10^9 bytes of log in a second";

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase)
    {
        var operation = (string)benchmarkCase.Parameters[nameof(StorageBenchmarks.Operation)];
        var bytes = OperationTable.BytesPerRun(operation);
        return bytes > 0 && summary[benchmarkCase]?.ResultStatistics is { } statistics
            ? (bytes / statistics.Mean).ToString("F2", CultureInfo.InvariantCulture)
            : "-";
    }

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) =>
        GetValue(summary, benchmarkCase);

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public bool IsAvailable(Summary summary) => true;

    public override string ToString() => ColumnName;
}

using BenchmarkDotNet.Attributes;
using OrleansBroker.Benchmarks.Operations;

namespace OrleansBroker.Benchmarks;

/// <summary>Every operation of the table, under BenchmarkDotNet.</summary>
public class StorageBenchmarks
{
    private IOperation? _operation;

    /// <summary>Names of the operations.</summary>
    public static IEnumerable<string> Names => OperationTable.Names;

    /// <summary>The one that is measured.</summary>
    [ParamsSource(nameof(Names))]
    public string Operation { get; set; } = "";

    /// <summary>Prepares it.</summary>
    [GlobalSetup]
    public async Task OpenAsync() => _operation = await OperationTable.OpenAsync(Operation);

    /// <summary>Removes its files.</summary>
    [GlobalCleanup]
    public async Task CloseAsync() => await _operation!.DisposeAsync();

    /// <summary>Does it once.</summary>
    [Benchmark]
    public void Run() => _operation!.Run();
}

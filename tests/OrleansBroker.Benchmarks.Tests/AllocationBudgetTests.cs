using System.Text.Json;
using OrleansBroker.Benchmarks.Operations;

namespace OrleansBroker.Benchmarks.Tests;

/// <summary>
/// What the hot paths allocate stays within <c>budgets.json</c> (operation: bytes each time). A smaller figure may be
/// written down at any time; a larger one is a decision.
/// </summary>
public class AllocationBudgetTests
{
    private static readonly Dictionary<string, long> Budgets = JsonSerializer.Deserialize<Dictionary<string, long>>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "budgets.json")))!;

    public static TheoryData<string> Operations => new(OperationTable.Names);

    [Fact]
    public void Every_operation_has_a_budget_and_every_budget_an_operation() =>
        Assert.Equal(OperationTable.Names.Order(), Budgets.Keys.Order());

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task An_operation_allocates_no_more_than_its_budget(string name)
    {
        await using var operation = await OperationTable.OpenAsync(name);

        var allocated = AllocatedBytesPerRun(operation, RunsOf(name));

        Assert.True(allocated <= Budgets[name], $"{name}: {allocated} bytes each time, allowed are {Budgets[name]}.");
    }

    /// <summary>Enough to wear out what happens once in a while, and few of what handles megabytes or waits for the
    /// disk.</summary>
    private static int RunsOf(string name) => name switch
    {
        _ when name.Contains("flush", StringComparison.Ordinal) => 100,
        _ when name.Contains("scan", StringComparison.Ordinal) => 20,
        _ => 2000,
    };

    private static long AllocatedBytesPerRun(IOperation operation, int runs)
    {
        Run(operation, runs);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Run(operation, runs);
        return (GC.GetAllocatedBytesForCurrentThread() - before) / runs;
    }

    private static void Run(IOperation operation, int runs)
    {
        for (var run = 0; run < runs; run++)
        {
            operation.Run();
        }
    }
}

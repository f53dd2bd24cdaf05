using System.Text.Json;
using OrleansBroker.Benchmarks.Operations;

namespace OrleansBroker.Benchmarks.Tests;

/// <summary>
/// What the hot paths allocate stays within <c>budgets.json</c> (operation: bytes each time). A smaller figure may be
/// written down at any time; a larger one is a decision.
/// </summary>
public class AllocationBudgetTests
{
    private const int Rounds = 6;

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

    /// <summary>
    /// The least of several rounds: what an operation allocates, it allocates in each of them, while a pool that
    /// grows to its working size (a chunk of the tail is 1 MB) does so in the first.
    /// </summary>
    private static long AllocatedBytesPerRun(IOperation operation, int runs)
    {
        var least = long.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            Run(operation, runs);
            least = Math.Min(least, (GC.GetAllocatedBytesForCurrentThread() - before) / runs);
        }

        return least;
    }

    private static void Run(IOperation operation, int runs)
    {
        for (var run = 0; run < runs; run++)
        {
            operation.Run();
        }
    }
}

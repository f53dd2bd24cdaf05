using OrleansBroker.Gateway.Connections;

namespace OrleansBroker.Gateway.Tests.Connections;

public sealed class MemoryBudgetTests
{
    private readonly MemoryBudget _budget = new(100);

    [Fact]
    public async Task Who_does_not_fit_waits_in_arrival_order()
    {
        await _budget.ReserveAsync(80, CancellationToken.None);
        var large = _budget.ReserveAsync(60, CancellationToken.None).AsTask();
        var small = _budget.ReserveAsync(10, CancellationToken.None).AsTask();
        Assert.False(large.IsCompleted);
        Assert.False(small.IsCompleted, "a small request must not starve a large one");

        _budget.Release(80);
        await Task.WhenAll(large, small);
        Assert.Equal(70, _budget.Used);
    }

    [Fact]
    public async Task More_than_the_limit_is_granted_to_one_alone()
    {
        await _budget.ReserveAsync(250, CancellationToken.None);
        Assert.Equal(250, _budget.Used);
    }

    [Fact]
    public async Task A_waiter_that_gave_up_holds_nothing_back()
    {
        using var givesUp = new CancellationTokenSource();
        await _budget.ReserveAsync(100, CancellationToken.None);
        var first = _budget.ReserveAsync(100, givesUp.Token).AsTask();
        var second = _budget.ReserveAsync(100, CancellationToken.None).AsTask();
        await givesUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);

        _budget.Release(100);
        await second;
        Assert.Equal(100, _budget.Used);
    }

    [Fact]
    public async Task Who_gives_up_lets_those_behind_it_have_what_is_left()
    {
        using var givesUp = new CancellationTokenSource();
        await _budget.ReserveAsync(50, CancellationToken.None);
        var large = _budget.ReserveAsync(100, givesUp.Token).AsTask();
        var small = _budget.ReserveAsync(10, CancellationToken.None).AsTask();

        await givesUp.CancelAsync();

        await small;
        Assert.Equal(60, _budget.Used);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => large);
    }

    [Theory]
    [InlineData(0, 50, 10, 50)]
    [InlineData(80, 50, 10, 20)]
    [InlineData(99, 50, 10, 10)]
    [InlineData(150, 50, 10, 10)]
    [InlineData(150, 5, 10, 5)]
    public async Task An_answer_gets_what_is_left_and_at_least_its_minimum(
        int used, int wanted, int minimum, int granted)
    {
        await _budget.ReserveAsync(used, CancellationToken.None);
        Assert.Equal(granted, _budget.ReserveUpTo(wanted, minimum));
        Assert.Equal(used + granted, _budget.Used);
    }
}

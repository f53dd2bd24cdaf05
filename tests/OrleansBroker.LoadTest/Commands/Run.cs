using OrleansBroker.LoadTest.Load;
using OrleansBroker.LoadTest.Measuring;
using OrleansBroker.Protocol;

namespace OrleansBroker.LoadTest.Commands;

/// <summary>One run from its first request to its printed result. Used once, from one thread.</summary>
internal sealed class Run(RunSettings settings)
{
    private readonly LoadThreads _threads = new();

    /// <summary>Begins with the first access: make everything that takes time ready before.</summary>
    public MeasuredWindow Window { get; } = new(settings.Warmup, settings.Duration);

    public void Start(string name, Action work) => _threads.Start(name, work);

    /// <summary>Waits for the end of the window and of all threads.</summary>
    /// <param name="test">What was done, as the result names it.</param>
    /// <param name="tallies">The threads' counts.</param>
    /// <param name="endToEnd">Asked when all threads have ended.</param>
    /// <returns>The exit code: 1 when the broker answered with errors.</returns>
    public int Finish(string test, IEnumerable<Tally> tallies, Func<Percentiles?>? endToEnd = null)
    {
        SleepUntil(Window.MeasureFromNs);
        var cost = new BrokerCost(settings.Process);
        SleepUntil(Window.EndNs);
        var total = new Tally();
        var result = cost.AddTo(new RunResult
        {
            Label = settings.Label,
            Test = settings.Test ?? test,
            Seconds = settings.Duration.TotalSeconds,
            Records = 0,
            Bytes = 0,
        });
        _threads.Join();
        foreach (var tally in tallies)
        {
            total.Add(tally);
        }

        Report(result with
        {
            Records = total.Records,
            Bytes = total.Bytes,
            Latency = Percentiles.Of(total.Latency),
            EndToEnd = endToEnd?.Invoke(),
        });
        return ReportErrors(total);
    }

    private static void SleepUntil(long timeNs) =>
        Thread.Sleep(TimeSpan.FromMicroseconds(Math.Max(0, (timeNs - MeasuredWindow.Now) / 1_000)));

    private static int ReportErrors(Tally total)
    {
        foreach (var (error, count) in total.Errors)
        {
            Console.Error.WriteLine($"  the broker answered {error.Name()} {count} times");
        }

        return total.Errors.Count == 0 ? 0 : 1;
    }

    private void Report(RunResult result)
    {
        result.Print(Console.Out);
        if (settings.Results is { } file)
        {
            File.AppendAllLines(file, [result.ToJson()]);
        }
    }
}

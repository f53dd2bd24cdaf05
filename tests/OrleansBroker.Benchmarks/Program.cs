using BenchmarkDotNet.Running;
using OrleansBroker.Benchmarks;
using OrleansBroker.Benchmarks.Kit;
using OrleansBroker.Benchmarks.Programs;

// Where the set-up takes longer than what is measured, a program does it once; all else is BenchmarkDotNet's.
try
{
    switch (args)
    {
        case ["append", .. var rest]:
            await AppendProgram.RunAsync(Arguments.Number(rest, 1024));
            break;
        case ["recover", .. var rest]:
            await RecoverProgram.RunAsync(Arguments.Number(rest, 1024));
            break;
        case ["open", .. var rest]:
            await OpenProgram.RunAsync(Arguments.Number(rest, 10_000));
            break;
        case ["compact", .. var rest]:
            await CompactProgram.RunAsync(Arguments.Number(rest, 10_000_000));
            break;
        case ["groups"]:
            await GroupsProgram.RunAsync();
            break;
        default:
            BenchmarkSwitcher.FromTypes([typeof(StorageBenchmarks)]).Run(args, new BenchmarkConfig());
            break;
    }

    return 0;
}
catch (Exception failure) when (failure is IOException or FormatException)
{
    await Console.Error.WriteLineAsync(failure.Message);
    return 1;
}

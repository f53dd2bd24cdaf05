using System.CommandLine;
using System.Net.Sockets;
using OrleansBroker.LoadTest.Commands;
using OrleansBroker.LoadTest.Groups;
using OrleansBroker.TestKit;

var root = new RootCommand("Drives any Kafka broker through the wire and says what it did and what it cost.");
root.Subcommands.Add(ProduceCommand.Create());
root.Subcommands.Add(ConsumeCommand.Create());
root.Subcommands.Add(LatencyCommand.Create());
root.Subcommands.Add(CompareCommand.Create());
root.Subcommands.Add(GroupsCommand.Create());
try
{
    return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception failure) when (failure is KafkaErrorException or SocketException or IOException or FormatException)
{
    // What a user can do something about; anything else is a bug of this tool and shows its stack.
    await Console.Error.WriteLineAsync(failure.Message);
    return 1;
}

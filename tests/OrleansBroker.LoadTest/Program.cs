using System.CommandLine;
using OrleansBroker.LoadTest.Commands;

var root = new RootCommand("Drives any Kafka broker through the wire and says what it did and what it cost.");
root.Subcommands.Add(ProduceCommand.Create());
root.Subcommands.Add(ConsumeCommand.Create());
root.Subcommands.Add(LatencyCommand.Create());
root.Subcommands.Add(CompareCommand.Create());
return await root.Parse(args).InvokeAsync();

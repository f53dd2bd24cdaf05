using OrleansBroker.Server.Hosting;

return await BrokerProgram.RunAsync(args, Console.Out, Console.Error);

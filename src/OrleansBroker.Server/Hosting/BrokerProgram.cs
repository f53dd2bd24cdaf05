using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using OrleansBroker.Abstractions;
using OrleansBroker.Gateway.Hosting;
using OrleansBroker.Grains.Brokers;

namespace OrleansBroker.Server.Hosting;

/// <summary>
/// The program from its arguments to its exit code: 0 after a stop that was asked for, 1 with one sentence on the error
/// output when the broker cannot start, or cannot go on.
/// </summary>
internal static class BrokerProgram
{
    private const int Stopped = 0;
    private const int Failed = 1;

    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        try
        {
            var builder = BrokerApplication.CreateBuilder(args);
            var options = BrokerConfiguration.Read(builder.Configuration, args);
            using var socket = Bind(options);
            options.Kafka.Advertise = BrokerConfiguration.Advertised(options.Kafka, socket.EndPoint);
            await using var app = BrokerApplication.Build(builder, options, socket);
            await StartAsync(app, options);
            await output.WriteLineAsync(ReadyText(options, app));
            await output.FlushAsync();
            await app.WaitForShutdownAsync();
            if (app.Services.GetRequiredService<Broker>().Failure is not { } failure)
            {
                return Stopped;
            }

            await error.WriteLineAsync(failure);
            return Failed;
        }
        catch (Exception e)
        {
            await error.WriteLineAsync(StartFailure.Explain(e));
            return Failed;
        }
    }

    private static async Task StartAsync(WebApplication app, BrokerOptions options)
    {
        try
        {
            await app.StartAsync();
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            throw StartFailure.OfAddress("Broker:Http:Listen", options.Http.Listen, e);
        }
        catch (SocketException e)
        {
            throw StartFailure.OfAddress("Broker:Http:Listen", options.Http.Listen, e);
        }
    }

    private static KafkaSocket Bind(BrokerOptions options)
    {
        try
        {
            return KafkaSocket.Bind(options.Kafka.Listen);
        }
        catch (Exception e)
        {
            throw StartFailure.OfAddress("Broker:Kafka:Listen", options.Kafka.Listen, e);
        }
    }

    private static string ReadyText(BrokerOptions options, WebApplication app) =>
        $"""
        OrleansBroker is ready. Kafka clients connect to {options.Kafka.Advertise}
        Health and metrics: {app.Urls.First()}/health/ready and {app.Urls.First()}/metrics
        Data: {string.Join(", ", options.DataFolders().Select(Path.GetFullPath))}
        Press Ctrl-C to stop.
        """;
}

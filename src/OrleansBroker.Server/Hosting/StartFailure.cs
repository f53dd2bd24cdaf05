using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using OrleansBroker.Grains.Brokers;
using OrleansBroker.Storage;

namespace OrleansBroker.Server.Hosting;

/// <summary>Turns what went wrong at start into one sentence for the user.</summary>
internal static class StartFailure
{
    public static string Explain(Exception failure)
    {
        for (var e = failure; e is not null; e = e.InnerException)
        {
            if (e is StartException or DataFolderException or BrokerRefusedException)
            {
                return e.Message;
            }
        }

        return $"The broker could not start: {failure.GetBaseException().Message} "
            + "Set Logging:LogLevel:Default to Debug to see more.";
    }

    /// <summary>Why an address could not be listened on.</summary>
    public static StartException OfAddress(string option, string address, Exception failure)
    {
        for (var e = failure; e is not null; e = e.InnerException)
        {
            if (e is AddressInUseException or SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse })
            {
                return new StartException(
                    $"{option}: {address} is in use by another program; stop that one, or choose another port with "
                    + $"--{option}=host:port.");
            }
        }

        return new StartException(
            $"{option}: cannot listen on {address} ({failure.GetBaseException().Message}); choose an address of this "
            + $"machine with --{option}=host:port.");
    }
}

using System.Net;
using OrleansBroker.Abstractions;

namespace OrleansBroker.Server.Hosting;

/// <summary>Reads the broker's options, and refuses what is not one: a misspelt option must not be ignored.</summary>
internal static class BrokerConfiguration
{
    /// <summary>Sections that somebody reads; an argument of any other is a mistake.</summary>
    private static readonly string[] Sections = [BrokerOptions.Section, "Logging"];

    /// <exception cref="StartException">An option is unknown or has a bad value.</exception>
    public static BrokerOptions Read(IConfiguration configuration, string[] args)
    {
        RefuseUnknown(args);
        var section = configuration.GetSection(BrokerOptions.Section);
        if (OptionNames.FirstUnknown(section) is { } unknown)
        {
            throw new StartException($"{unknown} is not an option: see the table of options in README.md.");
        }

        var options = new BrokerOptions();
        try
        {
            section.Bind(options);
        }
        catch (InvalidOperationException e)
        {
            throw new StartException($"{e.Message} Give a value of that type.");
        }

        var result = new BrokerOptionsValidator().Validate(null, options);
        return result.Failed ? throw new StartException(result.Failures!.First()) : options;
    }

    /// <summary>The address that clients are told: what the user says, or what is listened on.</summary>
    public static string Advertised(KafkaEndpointOptions kafka, IPEndPoint bound)
    {
        if (kafka.Advertise.Length > 0)
        {
            return kafka.Advertise;
        }

        // Nobody can connect to "every address": the host's name is the best guess, and may be overridden.
        var host = bound.Address.Equals(IPAddress.Any) || bound.Address.Equals(IPAddress.IPv6Any)
            ? Dns.GetHostName()
            : kafka.Listen[..kafka.Listen.LastIndexOf(':')];
        return $"{host}:{bound.Port}";
    }

    private static void RefuseUnknown(string[] args)
    {
        for (var i = 0; i < args.Length; i++)
        {
            var name = args[i].TrimStart('-').Split('=')[0];
            if (!args[i].StartsWith("--", StringComparison.Ordinal)
                || !Sections.Any(section => name.StartsWith(section + ":", StringComparison.OrdinalIgnoreCase)))
            {
                throw new StartException(
                    $"'{args[i]}' is not an option of this program: options look like --Broker:DataPath=folder and are "
                    + "listed in README.md.");
            }

            // "--name value" takes the next argument, "--name=value" does not.
            i += args[i].Contains('=', StringComparison.Ordinal) ? 0 : 1;
        }
    }
}

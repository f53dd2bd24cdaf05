using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.InProcess.Activations;
using Orleans.InProcess.Calls;
using Orleans.Runtime;

namespace Orleans.InProcess.Cluster;

/// <summary>
/// One silo: sends its grains' calls to where they belong, and runs the calls that belong here. Thread-safe.
/// </summary>
internal sealed class SiloRuntime : CallRouter
{
    private readonly InProcessCluster _cluster;
    private readonly GrainLocator _locator;
    private readonly int _maxForwards;

    public SiloRuntime(
        InProcessCluster cluster,
        ILocalSiloDetails details,
        IServiceProvider services,
        IOptions<SiloMessagingOptions> messaging,
        IOptions<GrainCollectionOptions> collection,
        TimeProvider time,
        ILoggerFactory loggers)
        : base(messaging.Value.ResponseTimeout, time)
    {
        _cluster = cluster;
        _maxForwards = messaging.Value.MaxForwardCount;
        Address = details.SiloAddress;
        Services = services;
        Collection = collection.Value;
        Time = time;
        Logger = loggers.CreateLogger("Orleans.Runtime.Silo");
        Activations = new ActivationTable(this);
        _locator = new GrainLocator(cluster, this);
    }

    public SiloAddress Address { get; }

    public IServiceProvider Services { get; }

    public GrainCollectionOptions Collection { get; }

    public TimeProvider Time { get; }

    public ILogger Logger { get; }

    public ActivationTable Activations { get; }

    public GrainLocator Locator => _locator;

    /// <summary>
    /// A call has come from another silo, which knows where the grain is, or from a client, which does not.
    /// </summary>
    public override void Receive(Call call)
    {
        if (call.Caller.Router is ClientRuntime && call.Forwards == 0 && Activations.Find(call.Target) is null)
        {
            Route(call);
            return;
        }

        Accept(call);
    }

    /// <summary>The call's activation ended before the call's turn: send it to where the grain is now.</summary>
    public void Reroute(Call call, Activation ended)
    {
        _locator.Forget(ended.Address);
        if (++call.Forwards > _maxForwards)
        {
            call.Fail(new OrleansMessageRejectionException(
                $"The call {call.Method} of {call.Target} was sent on {_maxForwards} times and found no grain."));
            return;
        }

        if (ended.ForwardTo is { } address)
        {
            SendTo(call, address);
            return;
        }

        Route(call);
    }

    public override void OnDead(SiloRuntime silo)
    {
        _locator.ForgetSilo(silo.Address);
        base.OnDead(silo);
    }

    /// <summary>This silo is dead to the others, whatever still runs on it.</summary>
    public void Disconnect()
    {
        CloseLinks();
        Pending.Stop();
    }

    protected override void Send(OutgoingCall call) => Route(call);

    private void Route(Call call)
    {
        if (Activations.Find(call.Target) is { } local)
        {
            local.Receive(call);
        }
        else if (_locator.TryFind(call.Target, out var silo))
        {
            SendTo(call, silo);
        }
        else
        {
            _ = LocateAndSendAsync(call);
        }
    }

    // Later calls may find the grain in the cache while this one still waits for its continuation: they overtake it.
    private async Task LocateAndSendAsync(Call call)
    {
        try
        {
            SendTo(call, await _locator.LocateAsync(call.Target));
        }
        catch (Exception exception)
        {
            call.Fail(exception);
        }
    }

    private void SendTo(Call call, SiloAddress address)
    {
        call.Caller.SentTo = address;
        if (address.Equals(Address))
        {
            Accept(call);
        }
        else if (_cluster.Find(address) is { } silo)
        {
            LinkTo(silo).Post(new CallMessage(call));
        }
        else
        {
            _locator.ForgetSilo(address);
            call.Fail(new SiloUnavailableException(
                $"The silo {address}, where {call.Target} was, is not there any more."));
        }
    }

    // Whatever arrives gets an activation here, and no placement director is asked.
    private void Accept(Call call)
    {
        try
        {
            Activations.GetOrCreate(call.Target).Receive(call);
        }
        catch (Exception exception)
        {
            call.Fail(exception);
        }
    }
}

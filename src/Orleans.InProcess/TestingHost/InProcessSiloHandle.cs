using Microsoft.Extensions.Hosting;

namespace Orleans.TestingHost;

/// <summary>A silo with its host.</summary>
public class InProcessSiloHandle : SiloHandle
{
    private bool _isActive = true;

    public IHost SiloHost { get; init; } = null!;

    public IServiceProvider ServiceProvider => SiloHost.Services;

    public override bool IsActive => _isActive;

    public override Task StopSiloAsync(bool stopGracefully) =>
        StopSiloAsync(new CancellationToken(canceled: !stopGracefully));

    public override async Task StopSiloAsync(CancellationToken ct)
    {
        if (!_isActive)
        {
            return;
        }

        _isActive = false;
        try
        {
            await Task.Run(() => SiloHost.StopAsync(ct), CancellationToken.None);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Other services of a killed host may say that they could not stop in time.
        }
    }

    public override void Dispose()
    {
        SiloHost.Dispose();
        GC.SuppressFinalize(this);
    }

    public override async ValueTask DisposeAsync()
    {
        await StopSiloAsync(stopGracefully: true);
        Dispose();
    }
}

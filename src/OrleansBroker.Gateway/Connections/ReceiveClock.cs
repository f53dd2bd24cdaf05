namespace OrleansBroker.Gateway.Connections;

/// <summary>
/// When a connection last moved, so that one sweep over all connections replaces a timer for each. Written by the
/// connection's loops, read by the sweep; a stale reading only delays a timeout by one sweep.
/// </summary>
internal sealed class ReceiveClock(TimeProvider time, GatewayInstruments instruments)
{
    private long _lastMoveTimestamp = time.GetTimestamp();
    private volatile bool _insideFrame;

    public void Received(int bytes)
    {
        instruments.BytesReceived(bytes);
        Volatile.Write(ref _lastMoveTimestamp, time.GetTimestamp());
    }

    public void Sent(long bytes)
    {
        instruments.BytesSent(bytes);
        Volatile.Write(ref _lastMoveTimestamp, time.GetTimestamp());
    }

    public void FrameBegins() => _insideFrame = true;

    public void FrameEnds() => _insideFrame = false;

    /// <summary>
    /// Why the connection should be closed now, or null. No request waits as long as the idle timeout, so a connection
    /// that does not move for that long is idle, or its client does not read its answers.
    /// </summary>
    public string? TimedOut(ConnectionLimits limits)
    {
        var still = time.GetElapsedTime(Volatile.Read(ref _lastMoveTimestamp));
        if (_insideFrame && still >= limits.FrameTimeout)
        {
            return $"half a frame, then nothing for {limits.FrameTimeout.TotalSeconds:0} s";
        }

        return still >= limits.IdleTimeout ? $"idle for {limits.IdleTimeout.TotalSeconds:0} s" : null;
    }
}

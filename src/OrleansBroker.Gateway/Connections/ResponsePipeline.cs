namespace OrleansBroker.Gateway.Connections;

/// <summary>
/// Puts the answers of one connection back into the order of its requests and sends what is ready with one call.
/// Thread-safe. Answers that were complete when they were started wait for <see cref="Flush"/>, so that a burst of
/// small requests is answered by one send.
/// </summary>
internal sealed class ResponsePipeline(
    ConnectionLimits limits, IResponseSender sender, Action<Exception> onSendFailed) : IThreadPoolWorkItem
{
    /// <summary>Answers of one send: beyond it they would only wait longer for each other.</summary>
    private const int MaxResponsesPerSend = 64;

    private readonly Lock _lock = new();
    private readonly Queue<RequestContext> _pending = new();
    private readonly List<RequestContext> _sending = [];
    private readonly RoomGate _room = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _deferring;
    private bool _pumping;
    private bool _isDraining;
    private volatile bool _closed;
    private long _bytes;

    /// <summary>
    /// Bytes of requests and answers that the connection may still hold; negative when over its limit.
    /// </summary>
    public long BytesLeft => limits.MaxBytesPerConnection - Interlocked.Read(ref _bytes);

    /// <summary>
    /// Appends a request, before it starts; false when no more are taken. Called by the receive loop only.
    /// </summary>
    public bool TryAdd(RequestContext context)
    {
        AddBytes(context.Frame.Length);
        lock (_lock)
        {
            if (_isDraining)
            {
                return false;
            }

            _pending.Enqueue(context);
            _deferring = true;
            return true;
        }
    }

    /// <summary>Marks a request as answered and sends from the head of the queue if that made it ready.</summary>
    public void Complete(RequestContext context)
    {
        bool isAlone;
        lock (_lock)
        {
            context.IsCompleted = true;
            if (_closed)
            {
                context.Release();
                return;
            }

            if (_deferring || _pumping || _pending.Peek() != context)
            {
                return;
            }

            _pumping = true;
            isAlone = _pending.Count == 1;
        }

        if (isAlone)
        {
            _ = PumpAsync();
        }
        else
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    /// <summary>Sends what is ready. Called by the receive loop whenever it is about to wait.</summary>
    public void Flush()
    {
        lock (_lock)
        {
            _deferring = false;
            if (_closed || _pumping || !_pending.TryPeek(out var head) || !head.IsCompleted)
            {
                return;
            }

            _pumping = true;
        }

        _ = PumpAsync();
    }

    /// <summary>
    /// Waits until the connection may take another request; false when it has ended. Called by the receive loop only.
    /// </summary>
    public ValueTask<bool> WaitForRoomAsync()
    {
        if (HasRoom())
        {
            return new(!_closed);
        }

        Flush();
        lock (_lock)
        {
            return _closed || HasRoom() ? new(!_closed) : _room.Close();
        }
    }

    public void AddBytes(long bytes) => Interlocked.Add(ref _bytes, bytes);

    /// <summary>
    /// Takes no more requests; completes when those that there are have been answered, or the connection has ended.
    /// </summary>
    public Task DrainAsync()
    {
        lock (_lock)
        {
            _isDraining = true;
            NoteIfDrained();
        }

        return _drained.Task;
    }

    /// <summary>Ends sending. Requests still running free what they hold when they complete.</summary>
    public void Close()
    {
        lock (_lock)
        {
            if (_closed)
            {
                return;
            }

            _closed = true;
            while (_pending.TryDequeue(out var context))
            {
                if (context.IsCompleted)
                {
                    context.Release();
                }
            }

            _drained.TrySetResult();
            OpenIfRoom();
        }
    }

    void IThreadPoolWorkItem.Execute() => _ = PumpAsync();

    private async Task PumpAsync()
    {
        try
        {
            while (TakeReady())
            {
                await sender.SendAsync(_sending);
                Release();
            }
        }
        catch (Exception e)
        {
            Release();
            onSendFailed(e);
        }
    }

    private bool TakeReady()
    {
        lock (_lock)
        {
            OpenIfRoom();
            while (_sending.Count < MaxResponsesPerSend && _pending.TryPeek(out var head) && head.IsCompleted)
            {
                _sending.Add(_pending.Dequeue());
            }

            _pumping = _sending.Count > 0;
            NoteIfDrained();
            return _pumping;
        }
    }

    private void Release()
    {
        foreach (var context in _sending)
        {
            context.Release();
        }

        _sending.Clear();
    }

    private void NoteIfDrained()
    {
        if (_isDraining && !_pumping && _pending.Count == 0)
        {
            _drained.TrySetResult();
        }
    }

    private bool HasRoom() => _pending.Count < limits.MaxRequestsPerConnection && BytesLeft > 0;

    private void OpenIfRoom()
    {
        if (_room.IsClosed && (_closed || HasRoom()))
        {
            _room.Open(!_closed);
        }
    }
}

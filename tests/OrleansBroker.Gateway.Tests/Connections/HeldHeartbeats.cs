using System.Collections.Concurrent;
using System.Threading.Channels;
using OrleansBroker.Gateway.Connections;
using OrleansBroker.Gateway.Handlers;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Gateway.Tests.Connections;

/// <summary>
/// A handler whose requests end when a test says so: the generation id names the request, and a negative one is
/// answered at once.
/// </summary>
internal sealed class HeldHeartbeats : IHandler<HeartbeatRequest, HeartbeatResponse>
{
    private readonly ConcurrentDictionary<int, TaskCompletionSource<HeartbeatResponse?>> _held = new();
    private readonly Channel<int> _started = Channel.CreateUnbounded<int>();

    /// <summary>The requests in the order in which they were started.</summary>
    public ChannelReader<int> Started => _started.Reader;

    /// <summary>Bytes that each answer takes of what the connection may hold, until it is sent.</summary>
    public long AnswerBytes { get; set; }

    public static HeartbeatRequest Request(int number) =>
        new() { GroupId = "g", MemberId = "m", GenerationId = number };

    public ValueTask<HeartbeatResponse?> HandleAsync(HeartbeatRequest request, RequestContext context)
    {
        var answer = Held(request.GenerationId);
        context.ReserveResponse(AnswerBytes, AnswerBytes);
        _started.Writer.TryWrite(request.GenerationId);
        return request.GenerationId < 0 ? new(new HeartbeatResponse()) : new(answer.Task);
    }

    public void Answer(int number) => Held(number).SetResult(new HeartbeatResponse());

    public void EndWithoutAnswer(int number) => Held(number).SetResult(null);

    public void Fail(int number) => Held(number).SetException(new InvalidOperationException("on purpose"));

    private TaskCompletionSource<HeartbeatResponse?> Held(int number) =>
        _held.GetOrAdd(number, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}

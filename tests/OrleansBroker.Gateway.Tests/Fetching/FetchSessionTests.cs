using OrleansBroker.Gateway.Fetching;
using OrleansBroker.Gateway.Tests.Connections;
using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Gateway.Tests.Fetching;

public class FetchSessionTests
{
    private const int MaxSessions = 2;

    private readonly ManualTime _time = new();
    private readonly FetchSessionCache _cache;
    private readonly FetchSessions _sessions;

    public FetchSessionTests()
    {
        _cache = new FetchSessionCache(MaxSessions, _time, new Random(1));
        _sessions = new FetchSessions(_cache);
    }

    [Fact]
    public void With_every_session_in_use_a_new_client_fetches_without_one()
    {
        Start();
        Start();

        var scope = _sessions.Open(Request(0, 0, "t"), usesTopicIds: false);

        Assert.Equal((ErrorCode.None, 0, false), (scope.Error, scope.SessionId, scope.IsIncremental));
        Assert.Equal(["t-0"], Names(scope));
        Assert.Equal(MaxSessions, _cache.Count);
    }

    [Fact]
    public void The_session_that_was_not_used_for_longest_gives_way_once_it_is_idle()
    {
        var (first, second) = (Start(), Start());
        _time.Advance(FetchSessionCache.MinIdleBeforeEviction / 2);
        Assert.Equal(ErrorCode.None, Next(first, 1));
        _time.Advance(FetchSessionCache.MinIdleBeforeEviction / 2);

        var third = Start();

        Assert.NotEqual(0, third);
        Assert.Equal(ErrorCode.FetchSessionIdNotFound, Next(second, 1));
        Assert.Equal(ErrorCode.None, Next(first, 2));
        Assert.Equal(ErrorCode.None, Next(third, 1));
    }

    [Fact]
    public void A_session_that_its_client_ends_or_begins_anew_makes_room_at_once()
    {
        var (first, second) = (Start(), Start());

        Assert.Equal(0, _sessions.Open(Request(first, -1, "t"), usesTopicIds: false).SessionId);
        Assert.Equal(1, _cache.Count);
        var anew = _sessions.Open(Request(second, 0, "t"), usesTopicIds: false).SessionId;

        Assert.Equal(1, _cache.Count);
        Assert.Equal(ErrorCode.FetchSessionIdNotFound, Next(second, 1));
        Assert.Equal(ErrorCode.None, Next(anew, 1));
    }

    [Fact]
    public void Epochs_are_taken_once_and_in_order()
    {
        var session = Start();

        Assert.Equal(ErrorCode.InvalidFetchSessionEpoch, Next(session, 2));
        Assert.Equal(ErrorCode.None, Next(session, 1));
        Assert.Equal(ErrorCode.InvalidFetchSessionEpoch, Next(session, 1));
        Assert.Equal(ErrorCode.InvalidFetchSessionEpoch, Next(session, -7));
        Assert.Equal(ErrorCode.None, Next(session, 2));
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(int.MaxValue - 1, int.MaxValue)]
    [InlineData(int.MaxValue, 1)]
    public void After_the_largest_epoch_comes_1(int epoch, int next) =>
        Assert.Equal(next, FetchSession.EpochAfter(epoch));

    [Fact]
    public void Names_and_ids_do_not_mix_in_a_session() => Assert.Equal(
        ErrorCode.FetchSessionTopicIdError, _sessions.Open(Request(Start(), 1), usesTopicIds: true).Error);

    [Fact]
    public void Forgotten_partitions_are_left_out_and_the_others_keep_their_order()
    {
        var session = _sessions.Open(Request(0, 0, "a", "b", "c", "d"), usesTopicIds: false).SessionId;
        var request = Request(session, 1, "e");
        request.ForgottenTopicsData =
        [
            new() { Topic = "a", Partitions = [0] },
            new() { Topic = "c", Partitions = [0, 1] },
            new() { Topic = "unknown", Partitions = [0] },
        ];

        var scope = _sessions.Open(request, usesTopicIds: false);

        Assert.Equal(["b-0", "d-0", "e-0"], Names(scope));
        Assert.Equal(["b-0", "d-0", "e-0"], Names(_sessions.Open(Request(session, 2), usesTopicIds: false)));
    }

    private static IEnumerable<string> Names(FetchScope scope) =>
        scope.Partitions.Select(partition => $"{partition.Key.Topic}-{partition.Key.Partition}");

    private static FetchRequest Request(int session, int epoch, params string[] topics) => new()
    {
        SessionId = session,
        SessionEpoch = epoch,
        Topics = [.. topics.Select(topic => new FetchRequest.FetchTopic
        {
            Topic = topic, Partitions = [new FetchRequest.FetchPartition()],
        })],
    };

    private int Start() => _sessions.Open(Request(0, 0, "t"), usesTopicIds: false).SessionId;

    private ErrorCode Next(int session, int epoch) =>
        _sessions.Open(Request(session, epoch), usesTopicIds: false).Error;
}

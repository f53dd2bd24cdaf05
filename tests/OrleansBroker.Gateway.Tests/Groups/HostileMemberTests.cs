using OrleansBroker.Protocol;
using OrleansBroker.Protocol.Messages;
using OrleansBroker.TestKit;

namespace OrleansBroker.Gateway.Tests.Groups;

/// <summary>
/// Members of the classic protocol that ask for what they must not have, over real connections and in every version:
/// Kafka's error codes, and nobody else notices.
/// </summary>
public sealed class HostileMemberTests(HealthyGroup healthy) : IClassFixture<HealthyGroup>
{
    private const int SessionMs = 30_000;

    public static TheoryData<short> JoinVersions => [.. Versions<JoinGroupRequest>()];

    public static TheoryData<short> SyncVersions => [.. Versions<SyncGroupRequest>()];

    public static TheoryData<short> HeartbeatVersions => [.. Versions<HeartbeatRequest>()];

    public static TheoryData<short> LeaveVersions => [.. Versions<LeaveGroupRequest>()];

    [Theory]
    [MemberData(nameof(JoinVersions))]
    public async Task A_join_that_nobody_may_send_is_refused(short version)
    {
        await using var client = await healthy.ConnectAsync();

        await ExpectAsync(ErrorCode.InvalidGroupId, request => request.GroupId = "");
        await ExpectAsync(ErrorCode.UnknownMemberId, request => request.MemberId = "nobody");
        await ExpectAsync(ErrorCode.UnknownMemberId, request =>
            (request.GroupId, request.MemberId) = ($"new-{version}", "nobody"));
        await ExpectAsync(ErrorCode.InvalidSessionTimeout, request => request.SessionTimeoutMs = 0);
        await ExpectAsync(ErrorCode.InvalidSessionTimeout, request => request.SessionTimeoutMs = -1);
        await ExpectAsync(ErrorCode.InvalidSessionTimeout, request => request.SessionTimeoutMs = int.MaxValue);
        await ExpectAsync(ErrorCode.InconsistentGroupProtocol, request => request.ProtocolType = "connect");
        await ExpectAsync(ErrorCode.InconsistentGroupProtocol, request => request.ProtocolType = "");
        await ExpectAsync(ErrorCode.InconsistentGroupProtocol, request => request.Protocols = []);
        await ExpectAsync(ErrorCode.InconsistentGroupProtocol, request =>
            request.Protocols = [new() { Name = "unheard-of" }]);
        if (version >= 5)
        {
            await ExpectAsync(ErrorCode.FencedInstanceId, request =>
                (request.MemberId, request.GroupInstanceId) = (healthy.FencedMemberId, HealthyGroup.StaticInstance));
            await ExpectAsync(ErrorCode.UnknownMemberId, request =>
                (request.MemberId, request.GroupInstanceId) = (healthy.MemberId, "another seat"));
        }

        await healthy.AssertUndisturbedAsync();

        async Task ExpectAsync(ErrorCode expected, Action<JoinGroupRequest> spoil)
        {
            var request = Join(HealthyGroup.Classic);
            spoil(request);
            var response = await client.Connection.SendAsync<JoinGroupRequest, JoinGroupResponse>(request, version);
            Assert.Equal(expected, response.ErrorCode);
        }
    }

    [Theory]
    [MemberData(nameof(SyncVersions))]
    public async Task A_sync_of_the_wrong_member_or_generation_is_refused(short version)
    {
        await using var client = await healthy.ConnectAsync();

        await ExpectAsync(ErrorCode.InvalidGroupId, request => request.GroupId = "");
        await ExpectAsync(ErrorCode.UnknownMemberId, request => request.MemberId = "nobody");
        await ExpectAsync(ErrorCode.UnknownMemberId, request => request.GroupId = "no-such-group");
        await ExpectAsync(ErrorCode.IllegalGeneration, request => request.GenerationId--);
        await ExpectAsync(ErrorCode.IllegalGeneration, request => request.GenerationId = int.MinValue);
        if (version >= 3)
        {
            await ExpectAsync(ErrorCode.FencedInstanceId, request =>
                (request.MemberId, request.GroupInstanceId) = (healthy.FencedMemberId, HealthyGroup.StaticInstance));
        }

        if (version >= 5)
        {
            await ExpectAsync(ErrorCode.InconsistentGroupProtocol, request => request.ProtocolName = "unheard-of");
        }

        await healthy.AssertUndisturbedAsync();

        async Task ExpectAsync(ErrorCode expected, Action<SyncGroupRequest> spoil)
        {
            var request = new SyncGroupRequest
            {
                GroupId = HealthyGroup.Classic,
                MemberId = healthy.MemberId,
                GenerationId = healthy.Generation,
                ProtocolType = version >= 5 ? "consumer" : null,
                ProtocolName = version >= 5 ? "range" : null,
            };
            spoil(request);
            var response = await client.Connection.SendAsync<SyncGroupRequest, SyncGroupResponse>(request, version);
            Assert.Equal(expected, response.ErrorCode);
        }
    }

    [Theory]
    [MemberData(nameof(HeartbeatVersions))]
    public async Task A_heartbeat_of_the_wrong_member_or_generation_is_refused(short version)
    {
        await using var client = await healthy.ConnectAsync();

        await ExpectAsync(ErrorCode.InvalidGroupId, "", healthy.MemberId, healthy.Generation);
        await ExpectAsync(ErrorCode.UnknownMemberId, "no-such-group", healthy.MemberId, healthy.Generation);
        await ExpectAsync(ErrorCode.UnknownMemberId, HealthyGroup.Classic, "nobody", healthy.Generation);
        await ExpectAsync(ErrorCode.UnknownMemberId, HealthyGroup.Classic, "", healthy.Generation);
        await ExpectAsync(ErrorCode.IllegalGeneration, HealthyGroup.Classic, healthy.MemberId, healthy.Generation + 1);
        await ExpectAsync(ErrorCode.IllegalGeneration, HealthyGroup.Classic, healthy.MemberId, -1);
        await healthy.AssertUndisturbedAsync();

        async Task ExpectAsync(ErrorCode expected, string group, string member, int generation)
        {
            var response = await client.Connection.SendAsync<HeartbeatRequest, HeartbeatResponse>(
                new() { GroupId = group, MemberId = member, GenerationId = generation }, version);
            Assert.Equal(expected, response.ErrorCode);
        }
    }

    [Theory]
    [MemberData(nameof(LeaveVersions))]
    public async Task Nobody_is_made_to_leave_who_is_not_a_member(short version)
    {
        await using var client = await healthy.ConnectAsync();
        foreach (var (group, error) in new[]
        {
            ("", ErrorCode.InvalidGroupId), ("no-such-group", ErrorCode.UnknownMemberId),
            (HealthyGroup.Classic, ErrorCode.UnknownMemberId),
        })
        {
            var request = version < 3
                ? new LeaveGroupRequest { GroupId = group, MemberId = "nobody" }
                : new LeaveGroupRequest { GroupId = group, Members = [new() { MemberId = "nobody" }] };
            var response = await client.Connection.SendAsync<LeaveGroupRequest, LeaveGroupResponse>(
                request, version, TestContext.Current.CancellationToken);
            Assert.Equal(error, response.Members is [var member] ? member.ErrorCode : response.ErrorCode);
        }

        await healthy.AssertUndisturbedAsync();
    }

    [Theory]
    [MemberData(nameof(JoinVersions))]
    public async Task A_group_that_is_full_takes_no_more(short version)
    {
        var group = $"full-{version}";
        await using var first = await healthy.ConnectAsync();
        await using var second = await healthy.ConnectAsync();
        await using var client = await healthy.ConnectAsync();
        var alone = await SendAsync(first, Join(group));
        var joining = SendAsync(second, Join(group));
        await WaitForRebalanceAsync(first, group, alone);
        var again = Join(group);
        again.MemberId = alone.MemberId;
        var both = await Task.WhenAll(SendAsync(first, again), joining);

        var surplus = await JoinFullyAsync(client, group, version);

        Assert.All(both, response => Assert.Equal((ErrorCode.None, 2), (response.ErrorCode, response.GenerationId)));
        Assert.Equal(ErrorCode.GroupMaxSizeReached, surplus.ErrorCode);
        await healthy.AssertUndisturbedAsync();

        static Task<JoinGroupResponse> SendAsync(KafkaClient member, JoinGroupRequest request) =>
            member.Connection.SendAsync<JoinGroupRequest, JoinGroupResponse>(
                request, 3, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_member_with_far_too_much_metadata_harms_only_its_own_group()
    {
        await using var client = await healthy.ConnectAsync();
        var request = Join("huge");
        request.Protocols[0].Metadata = new byte[20_000_000];

        var joined = await client.Connection.SendAsync<JoinGroupRequest, JoinGroupResponse>(
            request, 3, TestContext.Current.CancellationToken);
        var synced = await client.Connection.SendAsync<SyncGroupRequest, SyncGroupResponse>(
            new SyncGroupRequest
            {
                GroupId = "huge",
                MemberId = joined.MemberId,
                GenerationId = joined.GenerationId,
                Assignments = [new() { MemberId = joined.MemberId }],
            },
            3,
            TestContext.Current.CancellationToken);

        Assert.Equal(ErrorCode.UnknownServerError, synced.ErrorCode);
        await healthy.AssertUndisturbedAsync();
    }

    /// <summary>Until the member hears that another one has come.</summary>
    private static async Task WaitForRebalanceAsync(KafkaClient client, string group, JoinGroupResponse member)
    {
        var request = new HeartbeatRequest
        {
            GroupId = group, MemberId = member.MemberId, GenerationId = member.GenerationId,
        };
        HeartbeatResponse response;
        do
        {
            response = await client.Connection.SendAsync<HeartbeatRequest, HeartbeatResponse>(request, 3);
        }
        while (response.ErrorCode == ErrorCode.None);
        Assert.Equal(ErrorCode.RebalanceInProgress, response.ErrorCode);
    }

    private static async Task<JoinGroupResponse> JoinFullyAsync(KafkaClient client, string group, short version)
    {
        var request = Join(group);
        var response = await client.Connection.SendAsync<JoinGroupRequest, JoinGroupResponse>(request, version);
        if (response.ErrorCode != ErrorCode.MemberIdRequired)
        {
            return response;
        }

        request.MemberId = response.MemberId;
        return await client.Connection.SendAsync<JoinGroupRequest, JoinGroupResponse>(request, version);
    }

    private static JoinGroupRequest Join(string group) => new()
    {
        GroupId = group,
        SessionTimeoutMs = SessionMs,
        RebalanceTimeoutMs = SessionMs,
        ProtocolType = "consumer",
        Protocols = [new() { Name = "range" }],
    };

    private static IEnumerable<short> Versions<TRequest>()
        where TRequest : IRequest<TRequest>
    {
        for (var version = TRequest.LowestVersion; version <= TRequest.HighestVersion; version++)
        {
            yield return version;
        }
    }
}

using System.Text.Json.Nodes;

namespace OrleansBroker.Protocol.Tests.Messages;

/// <summary>What Kafka's own classes wrote reads as they meant it, and is written again to the byte.</summary>
public sealed class MessageVectorTests
{
    public static TheoryData<string> Apis => [.. Vectors.Apis()];

    public static TheoryData<string> Embedded =>
        [.. Vectors.Read("headers-and-embedded.json").AsObject().Select(entry => entry.Key)];

    public static TheoryData<string> CoordinatorRecords =>
        [.. Vectors.Read("coordinator-records.json").AsObject().Select(entry => entry.Key)];

    [Theory]
    [MemberData(nameof(Apis))]
    public void Requests(string api) => AssertStableRoundTrip(api, "Request");

    [Theory]
    [MemberData(nameof(Apis))]
    public void Responses(string api) => AssertStableRoundTrip(api, "Response");

    [Theory]
    [MemberData(nameof(Embedded))]
    public void Headers_and_embedded(string name) =>
        AssertRoundTrips(MessageType.Named(name), Vectors.Read("headers-and-embedded.json")[name]!);

    [Theory]
    [MemberData(nameof(CoordinatorRecords))]
    public void Coordinator_records(string name)
    {
        var vectors = Vectors.Read("coordinator-records.json")[name]!;
        var words = name.Split(' ')[1].Split('_').Select(word => word[0] + word[1..].ToLowerInvariant());
        var key = MessageType.Named(string.Concat(words) + "Key");
        var value = MessageType.Named(string.Concat(words) + "Value");

        Assert.Equal((short)vectors["id"]!, key.RecordType());
        Assert.Equal((short)vectors["id"]!, value.RecordType());
        AssertRoundTrips(key, vectors["keys"]!, prefixBytes: sizeof(short));
        AssertRoundTrips(value, vectors["values"]!, prefixBytes: sizeof(short));
    }

    // Kafka's files hold unstable versions too, which no broker advertises.
    private static void AssertStableRoundTrip(string api, string kind)
    {
        var file = Vectors.Api(api);
        var highest = (short)file["highest"]!;
        var stable = file[kind.ToLowerInvariant() + "s"]!.AsArray()
            .Where(vector => (short)vector!["version"]! <= highest)
            .Select(vector => vector!.DeepClone());
        AssertRoundTrips(MessageType.Named(api + kind), new JsonArray([.. stable]));
    }

    private static void AssertRoundTrips(MessageType type, JsonNode vectors, int prefixBytes = 0)
    {
        Assert.NotEmpty(vectors.AsArray());
        foreach (var vector in vectors.AsArray())
        {
            var version = (short)vector!["version"]!;
            var body = Convert.FromHexString((string)vector["hex"]!).AsMemory(prefixBytes);

            var message = type.Read(body, version, out var remaining);

            var view = JsonView.Of(message, version);
            Assert.True(JsonNode.DeepEquals(vector["json"], view), $"v{version}: {vector["json"]} is not {view}");
            Assert.Equal(0, remaining);
            Assert.Equal(Convert.ToHexString(body.Span), Convert.ToHexString(MessageType.Write(message, version)));
        }
    }
}

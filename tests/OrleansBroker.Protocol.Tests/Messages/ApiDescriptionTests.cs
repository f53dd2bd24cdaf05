using System.Text.Json.Nodes;
using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Protocol.Tests.Messages;

public sealed class ApiDescriptionTests
{
    public static TheoryData<string> Apis => [.. Vectors.Apis()];

    [Theory]
    [MemberData(nameof(Apis))]
    public void Keys_versions_and_headers_are_those_of_Kafka(string api)
    {
        var vectors = Vectors.Api(api);
        var description = ApiDescriptions.Find((ApiKey)(short)vectors["key"]!);

        Assert.NotNull(description);
        Assert.Equal(api, description.Key.ToString());
        Assert.Equal((short)vectors["lowest"]!, description.LowestVersion);
        Assert.Equal((short)vectors["highest"]!, description.HighestVersion);
        AssertHeaders(vectors["requests"]!, description.RequestHeaderVersion);
        AssertHeaders(vectors["responses"]!, description.ResponseHeaderVersion);
    }

    [Fact]
    public void Every_key_is_described_and_has_vectors()
    {
        Assert.Equal(Enum.GetValues<ApiKey>(), ApiDescriptions.All.Select(api => api.Key));
        Assert.Equal(Vectors.Apis().Order(), ApiDescriptions.All.Select(api => api.Key.ToString()).Order());
    }

    [Fact]
    public void Requests_and_responses_have_the_same_versions()
    {
        foreach (var api in ApiDescriptions.All)
        {
            var request = MessageType.Named(api.Key + "Request");
            var response = MessageType.Named(api.Key + "Response");
            Assert.Equal(request.LowestVersion, response.LowestVersion);
            Assert.Equal(request.HighestVersion, response.HighestVersion);
            Assert.Equal(request.FirstFlexibleVersion, response.FirstFlexibleVersion);
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(4)]
    [InlineData(93)]
    [InlineData(short.MaxValue)]
    public void Other_keys_have_no_description(short key) => Assert.Null(ApiDescriptions.Find((ApiKey)key));

    private static void AssertHeaders(JsonNode vectors, Func<short, short> headerVersion)
    {
        foreach (var vector in vectors.AsArray())
            Assert.Equal((short)vector!["headerVersion"]!, headerVersion((short)vector["version"]!));
    }
}

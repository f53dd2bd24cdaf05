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
        foreach (var request in vectors["requests"]!.AsArray())
            Assert.Equal((short)request!["headerVersion"]!, description.RequestHeaderVersion((short)request["version"]!));
        foreach (var response in vectors["responses"]!.AsArray())
            Assert.Equal((short)response!["headerVersion"]!, description.ResponseHeaderVersion((short)response["version"]!));
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
        foreach (var request in MessageType.All.Where(type => type.Type.Name.EndsWith("Request", StringComparison.Ordinal)))
        {
            var response = MessageType.Named(request.Type.Name.Replace("Request", "Response", StringComparison.Ordinal));
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
}

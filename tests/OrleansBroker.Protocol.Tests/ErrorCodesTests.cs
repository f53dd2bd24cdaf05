namespace OrleansBroker.Protocol.Tests;

public sealed class ErrorCodesTests
{
    [Fact]
    public void Codes_names_and_retriability_are_those_of_Kafka()
    {
        var vectors = Vectors.Read("errors.json").AsArray();
        foreach (var vector in vectors)
        {
            var code = (ErrorCode)(short)vector!["code"]!;
            Assert.Equal((string)vector["name"]!, code.Name());
            Assert.Equal((bool)vector["retriable"]!, code.IsRetriable());
            Assert.NotEmpty(code.Text());
        }

        Assert.Equal(vectors.Count, Enum.GetValues<ErrorCode>().Length);
    }

    [Theory]
    [InlineData(-2)]
    [InlineData(134)]
    [InlineData(short.MaxValue)]
    public void A_code_of_a_later_protocol_counts_as_an_unknown_error(short code) =>
        Assert.Equal("UNKNOWN_SERVER_ERROR", ((ErrorCode)code).Name());
}

namespace OrleansBroker.Protocol.Tests;

public sealed class TopicIdTests
{
    [Fact]
    public void Text_is_url_safe_base64_of_the_big_endian_bytes()
    {
        var id = new TopicId(Guid.Parse("ef286a8c-b93f-a8c9-5cc6-66ce096ba3ad"));
        Assert.Equal("7yhqjLk_qMlcxmbOCWujrQ", id.ToString());
        Assert.Equal(id, TopicId.Parse("7yhqjLk_qMlcxmbOCWujrQ"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("orders")]
    [InlineData("7yhqjLk_qMlcxmbOCWujr")]
    [InlineData("7yhqjLk/qMlcxmbOCWujrQ")]
    [InlineData("7yhqjLk_qMlcxmbOCWujrQAA")]
    public void Other_text_is_no_id(string? text) => Assert.False(TopicId.TryParse(text, out _));

    [Fact]
    public void Created_ids_differ_and_do_not_look_like_an_option()
    {
        var random = new Random(1);
        var ids = Enumerable.Range(0, 1000).Select(_ => TopicId.Create(random)).ToHashSet();
        Assert.Equal(1000, ids.Count);
        Assert.DoesNotContain(ids, id => id.ToString().StartsWith('-'));
    }
}

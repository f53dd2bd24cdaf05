using OrleansBroker.Coordination.Consumer;

namespace OrleansBroker.Coordination.Tests.Consumer;

/// <summary>Subscriptions are written in RE2's language, which Kafka's broker reads with RE2/J.</summary>
public class TopicRegexTests
{
    [Theory]
    [InlineData("orders-.*", "orders-eu")]
    [InlineData(@"\Qa.b\E-\d+", "a.b-17")]
    [InlineData(@"x\Qa.b", "xa.b")]
    [InlineData(@"orders-\pL+", "orders-eu")]
    [InlineData(@"orders-\PL+", "orders-17")]
    [InlineData(@"[\pL-]+", "orders-eu")]
    [InlineData("[[:alpha:]]+-[[:digit:]]+", "orders-17")]
    [InlineData("[^[:digit:]]+", "orders")]
    [InlineData("[[:^digit:].]+", "orders.x")]
    [InlineData("[]a[]+", "a")]
    [InlineData("[+-[]+", "A")]
    [InlineData("(?P<kind>orders)-x", "orders-x")]
    [InlineData("(?i)ORDERS", "orders")]
    [InlineData("a|b", "b")]
    public void A_name_matches(string pattern, string name)
    {
        Assert.True(TopicRegex.TryParse(pattern, out var regex));
        Assert.Matches(regex, name);
    }

    [Theory]
    [InlineData(@"\Qa.b\E", "a-b")]
    [InlineData("[[:alpha:]]+", "17")]
    [InlineData("[[:alpha:]]+", "a:")]
    [InlineData("[^[:digit:]]+", "17")]
    [InlineData("orders", "orders-eu")]
    [InlineData("a|b", "ab")]
    public void A_name_does_not_match(string pattern, string name)
    {
        Assert.True(TopicRegex.TryParse(pattern, out var regex));
        Assert.DoesNotMatch(regex, name);
    }

    [Theory]
    [InlineData("(")]
    [InlineData("[a")]
    [InlineData("a\\")]
    [InlineData("[[:nosuch:]]")]
    [InlineData("a(?!b)")]
    [InlineData(@"(a)\1")]
    [InlineData("a{200000}")]
    public void What_RE2_cannot_is_refused(string pattern) => Assert.False(TopicRegex.TryParse(pattern, out _));
}

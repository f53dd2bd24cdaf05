using OrleansBroker.Protocol.Messages;
using OrleansBroker.Protocol.Wire;

namespace OrleansBroker.Protocol.Tests.Messages;

/// <summary>Every message in every version, filled at random: what is written is read again as it was.</summary>
public sealed class RandomMessageTests
{
    private const int MessagesPerVersion = 20;

    public static TheoryData<string> Messages => [.. MessageType.All.Select(type => type.Type.Name)];

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_is_read_as_it_was_written(string name)
    {
        var type = MessageType.Named(name);
        var messages = new RandomMessages(new Random(4711));
        for (var version = type.LowestVersion; version <= type.HighestVersion; version++)
        {
            for (var i = 0; i < MessagesPerVersion; i++)
                AssertRoundTrip(type, version, messages.Next(type, version));
        }
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_cut_short_is_refused(string name)
    {
        var type = MessageType.Named(name);
        var messages = new RandomMessages(new Random(7));
        for (var version = type.LowestVersion; version <= type.HighestVersion; version++)
        {
            var bytes = MessageType.Write(messages.Next(type, version), version);
            for (var length = bytes.Length - 1; length >= 0; length -= 1 + (length / 50))
                Assert.Throws<WireFormatException>(() => type.Read(bytes.AsMemory(0, length), version, out _));
        }
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void Versions_that_do_not_exist_are_refused(string name)
    {
        var type = MessageType.Named(name);
        var message = (IMessage)Activator.CreateInstance(type.Type)!;
        foreach (var version in new[] { (short)(type.LowestVersion - 1), (short)(type.HighestVersion + 1) })
        {
            Assert.Throws<WireFormatException>(() => type.Read(new byte[100], version, out _));
            Assert.Throws<ArgumentOutOfRangeException>(() => MessageType.Write(message, version));
        }
    }

    private static void AssertRoundTrip(MessageType type, short version, IMessage message)
    {
        var bytes = MessageType.Write(message, version);
        var copy = type.Read(bytes, version, out var remaining);

        Assert.Equal(0, remaining);
        Assert.Equal(JsonView.Of(message, version).ToJsonString(), JsonView.Of(copy, version).ToJsonString());
        Assert.Equal(bytes, MessageType.Write(copy, version));
    }
}

namespace Orleans.Contracts.Tests.Calls;

[GenerateSerializer]
public sealed class Mutable
{
    [Id(0)]
    public List<int> Numbers { get; set; } = [];

    [Id(1)]
    public Mutable? Self { get; set; }

    [field: NonSerialized]
    public string NotSent { get; set; } = "initial";
}

[GenerateSerializer, Immutable]
public sealed class Frozen(byte[] bytes)
{
    // Tells one object from another in a process; a copy has another one.
    [Id(0)]
    public byte[] Bytes { get; } = bytes;
}

[GenerateSerializer]
public record Base([property: Id(0)] string Name);

[GenerateSerializer]
public sealed record Derived(string Name, [property: Id(0)] int Number) : Base(Name)
{
    [Id(1)]
    public string? More { get; init; }
}

[GenerateSerializer]
public struct Point
{
    [Id(0)]
    public int X;

    [Id(1)]
    public int Y;
}

public enum Color : short
{
    Red = 1,
    Blue = 300,
}

[GenerateSerializer]
public sealed class Everything
{
    [Id(0)]
    public int[]? Numbers { get; set; }

    [Id(1)]
    public Dictionary<string, Point>? Points { get; set; }

    [Id(2)]
    public Base? Polymorphic { get; set; }

    [Id(3)]
    public DateTimeOffset? Time { get; set; }

    [Id(4)]
    public Guid Id { get; set; }

    [Id(5)]
    public Color Color { get; set; }

    [Id(6)]
    public (string, long)[]? Tuples { get; set; }

    [Id(7)]
    public IReadOnlyList<string>? Strings { get; set; }

    [Id(8)]
    public ReadOnlyMemory<byte> Memory { get; set; }

    [Id(9)]
    public System.Collections.Immutable.ImmutableArray<int> Frozen { get; set; }

    [Id(10)]
    public System.Net.IPEndPoint? EndPoint { get; set; }

    [Id(11)]
    public HashSet<Guid>? Set { get; set; }

    [Id(12)]
    public TimeSpan Span { get; set; }

    [Id(13)]
    public Point? MaybePoint { get; set; }
}

public sealed class Unmarked
{
    public int Number { get; set; }
}

[GenerateSerializer]
public sealed class OwnException(string message, int code) : Exception(message)
{
    [Id(0)]
    public int Code { get; } = code;
}

public sealed class UnmarkedException(string message) : Exception(message);

namespace Orleans.Concurrency;

/// <summary>A value that is passed without a copy on the same silo; sender and receiver must not change it.</summary>
[GenerateSerializer, Immutable]
public readonly struct Immutable<T>(T value)
{
    [Id(0)]
    public readonly T Value = value;
}

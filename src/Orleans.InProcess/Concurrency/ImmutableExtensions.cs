namespace Orleans.Concurrency;

public static class ImmutableExtensions
{
    /// <summary>Wraps the value, see <see cref="Immutable{T}"/>.</summary>
    public static Immutable<T> AsImmutable<T>(this T value) => new(value);
}

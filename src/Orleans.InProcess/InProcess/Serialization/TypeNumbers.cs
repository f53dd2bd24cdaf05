using System.Collections.Concurrent;

namespace Orleans.InProcess.Serialization;

/// <summary>
/// Short names of types on a wire that never leaves the process. Thread-safe; a type keeps its number.
/// </summary>
internal static class TypeNumbers
{
    private static readonly ConcurrentDictionary<Type, int> Numbers = new();
    private static readonly ConcurrentDictionary<int, Type> Types = new();
    private static int _last;

    public static int Of(Type type) => Numbers.GetOrAdd(type, static type =>
    {
        // A loser of the race wastes a number, which harms nothing: both numbers name the type.
        var number = Interlocked.Increment(ref _last);
        Types[number] = type;
        return number;
    });

    public static Type TypeOf(int number) => Types[number];
}

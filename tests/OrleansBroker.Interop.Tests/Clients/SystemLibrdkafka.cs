using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace OrleansBroker.Interop.Tests.Clients;

/// <summary>
/// Makes Confluent.Kafka use the system's librdkafka, by the names that a machine without headers has.
/// </summary>
internal static class SystemLibrdkafka
{
    private static readonly Lazy<bool> Found = new(Resolve);

    /// <summary>Skips the test when the library is missing.</summary>
    public static void RequireIt() => Assert.SkipUnless(Found.Value, "librdkafka.so.1 is missing: install librdkafka1");

    private static bool Resolve()
    {
        if (!NativeLibrary.TryLoad("librdkafka.so.1", out var librdkafka))
        {
            return false;
        }

        // Without the C library's development files there is no plain libdl.so, which Confluent.Kafka asks for.
        NativeLibrary.SetDllImportResolver(typeof(Library).Assembly, (name, _, _) => name switch
        {
            "librdkafka" => librdkafka,
            "libdl" => NativeLibrary.Load("libdl.so.2"),
            _ => nint.Zero,
        });
        return true;
    }
}

using System.Reflection;
using System.Reflection.Emit;

namespace Orleans.Contracts.Tests.Rules;

/// <summary>Reads a method's compiled code, as far as one rule needs it.</summary>
internal static class CodeOf
{
    private const int CallLength = 5;

    /// <summary>Whether it loads false and then calls a method named ConfigureAwait.</summary>
    public static bool CallsConfigureAwaitFalse(MethodBase method)
    {
        var code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        for (var i = 1; i + CallLength <= code.Length; i++)
        {
            var isCall = code[i] == OpCodes.Call.Value || code[i] == OpCodes.Callvirt.Value;
            if (isCall && code[i - 1] == OpCodes.Ldc_I4_0.Value
                && NameOf(method, BitConverter.ToInt32(code, i + 1)) == "ConfigureAwait")
            {
                return true;
            }
        }

        return false;
    }

    // The bytes may be no call at all but part of another instruction: then the token means nothing.
    private static string? NameOf(MethodBase method, int token)
    {
        try
        {
            var declaring = method.DeclaringType!;
            return method.Module.ResolveMethod(
                token,
                declaring.IsGenericType ? declaring.GetGenericArguments() : null,
                method.IsGenericMethod ? method.GetGenericArguments() : null)?.Name;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}

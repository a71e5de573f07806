using Hathi.Base;

namespace Hathi.MapReduce.Shuffle.Serve;

/// <summary>
/// The service data of an application: its job token as a Writable (identifier, password, kind, service). Source: Apache
/// <c>Token.readFields</c>.
/// </summary>
internal static class JobSecret
{
    /// <summary>The token's password.</summary>
    /// <exception cref="FormatException">The bytes are no token.</exception>
    internal static byte[] Password(ReadOnlySpan<byte> serviceData)
    {
        _ = Field(ref serviceData);
        return Field(ref serviceData).ToArray();
    }

    private static ReadOnlySpan<byte> Field(ref ReadOnlySpan<byte> rest)
    {
        var at = VInt.Read(rest, out var length);
        if (at == 0 || length < 0 || length > rest.Length - at)
        {
            throw new FormatException("The service data for mapreduce_shuffle is no job token: a field ends behind its end.");
        }

        var field = rest.Slice(at, (int)length);
        rest = rest[(at + (int)length)..];
        return field;
    }
}

using System.Security.Cryptography;

namespace Hathi.Hadoop.Tokens;

/// <summary>
/// The password of a token is the HMAC of its identifier under a master key. Source: Apache's <c>SecretManager</c> with the defaults of
/// 3.5.0 (<c>hadoop.security.secret-manager.key-generator.algorithm</c> HmacSHA1, <c>….key-length</c> 64 bits).
/// </summary>
public static class TokenPassword
{
    /// <summary>Bytes of a master key.</summary>
    public const int KeyBytes = 8;

    /// <summary>A random master key.</summary>
    public static byte[] NewKey() => RandomNumberGenerator.GetBytes(KeyBytes);

    /// <summary>The password of an identifier, 20 bytes.</summary>
    public static byte[] Of(ReadOnlySpan<byte> identifier, ReadOnlySpan<byte> masterKey) =>
#pragma warning disable CA5350 // the algorithm is the protocol's
        HMACSHA1.HashData(masterKey, identifier);
#pragma warning restore CA5350
}

namespace Hathi.Ring.Protocol.Requests;

/// <summary>
/// Name and password as PasswordAuthenticator wants them: SASL PLAIN, for whom one acts, who one is, the password, a zero between. Source:
/// RFC 4616.
/// </summary>
public readonly ref struct PlainToken
{
    private PlainToken(ReadOnlySpan<byte> actsFor, ReadOnlySpan<byte> user, ReadOnlySpan<byte> password)
    {
        ActsFor = actsFor;
        User = user;
        Password = password;
    }

    /// <summary>UTF-8; mostly empty: for oneself.</summary>
    public ReadOnlySpan<byte> ActsFor { get; }

    /// <summary>UTF-8.</summary>
    public ReadOnlySpan<byte> User { get; }

    /// <summary>UTF-8.</summary>
    public ReadOnlySpan<byte> Password { get; }

    /// <summary>Reads a token.</summary>
    /// <returns>False: it is none; the password may be in it, so that nobody should be shown it.</returns>
    public static bool TryRead(ReadOnlySpan<byte> token, out PlainToken read)
    {
        read = default;
        var first = token.IndexOf((byte)0);
        var second = first < 0 ? -1 : token[(first + 1)..].IndexOf((byte)0);
        if (second < 0)
        {
            return false;
        }

        var password = token[(first + second + 2)..];
        read = new PlainToken(token[..first], token.Slice(first + 1, second), password);
        return password.IndexOf((byte)0) < 0 && System.Text.Unicode.Utf8.IsValid(token);
    }
}

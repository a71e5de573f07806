using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Hathi.Web;

/// <summary>Tells which properties hold secrets, by their names. Source: Apache's ConfigRedactor and its default patterns.</summary>
public sealed class ConfRedactor
{
    /// <summary>The key by which a cluster has patterns of its own; as secret as what they name.</summary>
    public const string Key = "hadoop.security.sensitive-config-keys";

    private static readonly string[] Otherwise =
    [
        "secret$", "password$", "username$", "ssl.keystore.pass$", "fs.s3.*[Ss]ecret.?[Kk]ey", "fs.s3a.*.server-side-encryption.key", "fs.s3a.encryption.algorithm",
        "fs.s3a.encryption.key", "fs.s3a.encryption.context", @"fs.azure\.account.key.*", "credential$", "oauth.*secret", "oauth.*password", "oauth.*token", Key,
    ];

    private readonly Regex[] _secret;

    /// <param name="patterns">The value of <see cref="Key"/>: regular expressions with commas between them; null or empty: Apache's.</param>
    /// <exception cref="WebFault">One cannot be read: then nothing is shown.</exception>
    public ConfRedactor(string? patterns)
    {
        var words = string.IsNullOrWhiteSpace(patterns) ? Otherwise : patterns.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        try
        {
            // Without backtracking no pattern takes long, whatever the name.
            _secret = [.. words.Select(static w => new Regex(w, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking))];
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new WebFault(StatusCodes.Status500InternalServerError, $"{Key} has a pattern that cannot be read, so that no property is shown: {e.Message}");
        }
    }

    /// <summary>Whether the value of a property is not to be shown.</summary>
    public bool IsSecret(string name) => _secret.Any(p => p.IsMatch(name));
}

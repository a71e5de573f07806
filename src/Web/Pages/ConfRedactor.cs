using System.Text.RegularExpressions;
using Hathi.Web.Faults;
using Microsoft.AspNetCore.Http;

namespace Hathi.Web.Pages;

/// <summary>Tells which properties hold secrets, by their names. Source: Apache's ConfigRedactor and its default patterns.</summary>
public sealed partial class ConfRedactor
{
    /// <summary>The key by which a cluster has patterns of its own; as secret as what they name.</summary>
    public const string Key = "hadoop.security.sensitive-config-keys";

    private static readonly string[] Otherwise =
    [
        "secret$", "password$", "username$", "ssl.keystore.pass$", "fs.s3.*[Ss]ecret.?[Kk]ey", "fs.s3a.*.server-side-encryption.key",
        "fs.s3a.encryption.algorithm",
        "fs.s3a.encryption.key", "fs.s3a.encryption.context", @"fs.azure\.account.key.*", "credential$", "oauth.*secret", "oauth.*password",
        "oauth.*token", Key,
    ];

    // The last that was asked for: a daemon's patterns seldom change, and reading them costs more than an answer.
    private static volatile ConfRedactor? s_last;

    private readonly string? _patterns;
    private readonly Regex _secret;

    /// <summary>The one for these patterns.</summary>
    /// <param name="patterns">
    /// The value of <see cref="Key"/>: regular expressions with commas between them; null or empty: Apache's.
    /// </param>
    /// <exception cref="WebFault">One cannot be read: then nothing is shown.</exception>
    public static ConfRedactor Of(string? patterns)
    {
        var last = s_last;
        return last is not null && last._patterns == patterns ? last : s_last = new ConfRedactor(patterns);
    }

    private ConfRedactor(string? patterns)
    {
        _patterns = patterns;
        var words = (patterns ?? "")
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } own ? own : Otherwise;
        try
        {
            // Each by itself, so that a parenthesis of one is not closed by the next.
            foreach (var word in words)
            {
                _ = new Regex(word, RegexOptions.CultureInvariant);
            }

            // Without backtracking no pattern takes long, whatever the name. Such an expression takes half a
            // megabyte: all patterns are one.
            _secret = new Regex(
                string.Join('|', words.Select(static w => $"(?:{w})")), RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new WebFault(
                StatusCodes.Status500InternalServerError,
                $"{Key} has a pattern that cannot be read, so that no property is shown: {e.Message}");
        }
    }

    /// <summary>Whether the value of a property is not to be shown.</summary>
    public bool IsSecret(string name) => _secret.IsMatch(name);

    /// <summary>Whether the expanded value of a property is not to be shown: it is secret, or has taken in what is.</summary>
    /// <param name="property">The property.</param>
    /// <param name="all">Those that its variables may name.</param>
    public bool ShowsSecret(ConfProperty property, IReadOnlyList<ConfProperty> all)
    {
        if (IsSecret(property.Name) || property.Written == property.Value)
        {
            return IsSecret(property.Name);
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        var written = new Queue<string>([property.Written]);
        while (written.TryDequeue(out var text))
        {
            foreach (var name in Variable().Matches(text).Select(static m => m.Groups[1].Value).Where(seen.Add))
            {
                if (IsSecret(name))
                {
                    return true;
                }

                if (all.FirstOrDefault(p => p.Name == name) is { } named)
                {
                    written.Enqueue(named.Written);
                }
            }
        }

        return false;
    }

    [GeneratedRegex(@"\$\{([^}$\s]+)\}")]
    private static partial Regex Variable();
}

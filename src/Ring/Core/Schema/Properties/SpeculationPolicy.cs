using System.Globalization;

namespace Hathi.Ring.Core.Schema.Properties;

/// <summary>
/// When one more replica is asked: <c>99p</c>, <c>50ms</c>, <c>MIN(99p,50ms)</c>, <c>ALWAYS</c>, <c>NEVER</c>. Source: Apache
/// <c>SpeculativeRetryPolicy</c>.
/// </summary>
internal static class SpeculationPolicy
{
    private const string Percentile = "PERCENTILE";
    private const string Fixed = "FIXED";

    /// <summary>As Cassandra's schema writes it.</summary>
    public static string Of(string text)
    {
        var isBoth = text.StartsWith("MIN(", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("MAX(", StringComparison.OrdinalIgnoreCase);
        if (!isBoth || text[^1] != ')' || text[4..^1].Split(',') is not [var first, var second])
        {
            return One(text, text).Text ?? throw Wrong(text);
        }

        var (kind, one) = One(first.Trim(), text);
        var (other, two) = One(second.Trim(), text);
        if (one is null || two is null)
        {
            throw Wrong(text);
        }

        return kind != other
            ? $"{text[..3].ToUpperInvariant()}({one},{two})"
            : throw Refusals.Configuration(
                $"Invalid value {text} for option 'speculative_retry': MIN()/MAX() arguments should be of different types, "
                + $"but both are of type {kind}");
    }

    private static (string Kind, string? Text) One(string text, string all)
    {
        var upper = text.ToUpperInvariant();
        if (upper is "ALWAYS")
        {
            return (upper, upper);
        }

        if (upper is "NEVER" or "NONE")
        {
            return ("NEVER", "NEVER");
        }

        var digits = upper.AsSpan().IndexOfAnyExcept("0123456789.");
        if (digits <= 0 || !Numbers.TryDouble(upper[..digits], out var number))
        {
            return ("", null);
        }

        return upper[digits..] switch
        {
            "P" or Percentile => (Percentile, Share(number, text, all)),
            "MS" => (Fixed, string.Create(CultureInfo.InvariantCulture, $"{Math.Truncate(number):0}ms")),
            _ => ("", null),
        };
    }

    private static string? Share(double number, string text, string all)
    {
        if (number is > 0 and < 100)
        {
            return number.ToString("0.####", CultureInfo.InvariantCulture) + "p";
        }

        return text != all
            ? null
            : throw Refusals.Configuration(
                $"Invalid value {text} for PERCENTILE option 'speculative_retry': must be between (0.0 and 100.0)");
    }

    private static Exception Wrong(string text) => Refusals.Configuration($"Invalid value {text} for option 'speculative_retry'");
}

namespace Hathi.Ring.Core.Schema.Properties;

/// <summary>What a table says of Cassandra's caches. Source: Apache <c>CachingParams</c>.</summary>
internal static class CachingProperties
{
    private const string Keys = "keys";
    private const string Rows = "rows_per_partition";

    /// <summary>As Cassandra's schema shows it.</summary>
    public static ImmutableSortedDictionary<string, string> Of(ImmutableSortedDictionary<string, string> said)
    {
        var others = said.Keys.Where(static k => k is not (Keys or Rows)).ToArray();
        if (others.Length > 0)
        {
            throw Refusals.Configuration(
                $"Invalid caching sub-options [{string.Join(", ", others)}]: only 'keys' and 'rows_per_partition' are allowed");
        }

        return TableOptions.Map((Keys, KeysOf(said)), (Rows, RowsOf(said)));
    }

    private static string KeysOf(ImmutableSortedDictionary<string, string> said)
    {
        var text = said.GetValueOrDefault(Keys, "NONE");
        return text.ToUpperInvariant() is "ALL" or "NONE"
            ? text.ToUpperInvariant()
            : throw Refusals.Configuration($"Invalid value '{text}' for caching sub-option 'keys': only 'ALL' and 'NONE' are allowed");
    }

    private static string RowsOf(ImmutableSortedDictionary<string, string> said)
    {
        var text = said.GetValueOrDefault(Rows, "NONE");
        if (text.ToUpperInvariant() is "ALL" or "NONE")
        {
            return text.ToUpperInvariant();
        }

        if (text.Length == 0 || !text.All(char.IsAsciiDigit) || !Numbers.TryInt(text, out var rows))
        {
            throw Refusals.Configuration(
                $"Invalid value '{text}' for caching sub-option 'rows_per_partition': only 'ALL', 'NONE', and integer values are allowed");
        }

        return rows switch
        {
            0 => "NONE",
            int.MaxValue => "ALL",
            _ => rows.ToString(System.Globalization.CultureInfo.InvariantCulture),
        };
    }
}

using System.Globalization;

namespace Hathi.Cli.MapRed;

/// <summary>
/// A job's priority by the names of MapReduce; to YARN it is a number. Source: TypeConverter.toYarnApplicationPriority,
/// fromYarnApplicationPriority.
/// </summary>
internal static class JobPriorities
{
    private static readonly string[] Named = ["DEFAULT", "VERY_LOW", "LOW", "NORMAL", "HIGH", "VERY_HIGH"];

    /// <summary>All names, the highest first.</summary>
    public static string Names => string.Join(' ', [.. Named.Skip(1).Reverse(), Named[0]]);

    public static string NameOf(int priority) => priority >= 0 && priority < Named.Length ? Named[priority] : "UNDEFINED_PRIORITY";

    /// <returns>Null: neither a name nor a number.</returns>
    public static int? Parse(string text) => Array.IndexOf(Named, text) is >= 0 and var named ? named
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}

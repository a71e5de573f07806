namespace Hathi.Cli.Admin.Kit;

/// <summary>
/// The order in which a <c>java.util.HashMap</c> goes through its keys, where Hadoop prints in no order but that one: so that what we print
/// can be compared with what it prints, line by line. Source: <c>java.lang.String.hashCode</c>, <c>java.util.HashMap</c> (16 buckets,
/// doubled when three quarters are taken).
/// </summary>
internal static class JavaHashOrder
{
    private const int FewestBuckets = 16;

    /// <param name="items">As they were put in.</param>
    /// <param name="key">The key of one; all are different.</param>
    public static IReadOnlyList<T> Of<T>(IReadOnlyCollection<T> items, Func<T, string> key)
    {
        var buckets = FewestBuckets;
        while (items.Count > buckets / 4 * 3)
        {
            buckets *= 2;
        }

        // OrderBy keeps the order of those in one bucket, as the map's chains do.
        return [.. items.OrderBy(item => Spread(key(item)) & (buckets - 1))];
    }

    private static int Spread(string key)
    {
        var hash = 0;
        foreach (var c in key)
        {
            hash = unchecked((31 * hash) + c);
        }

        return hash ^ (hash >>> 16);
    }
}

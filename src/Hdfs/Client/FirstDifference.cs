namespace Hathi.Hdfs.Client;

/// <summary>Orders texts by the first place where they differ; one that ends there comes first.</summary>
internal static class FirstDifference
{
    /// <param name="x">A text; null counts as empty.</param>
    /// <param name="y">Another.</param>
    /// <param name="order">Which of two characters comes first.</param>
    public static int Compare(string? x, string? y, Comparison<char> order)
    {
        var a = x.AsSpan();
        var b = y.AsSpan();
        var same = a.CommonPrefixLength(b);
        return same == a.Length || same == b.Length ? a.Length - b.Length : order(a[same], b[same]);
    }
}

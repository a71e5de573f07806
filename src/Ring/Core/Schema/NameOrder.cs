namespace Hathi.Ring.Core.Schema;

/// <summary>Names as their UTF-8 bytes are ordered, which is how Cassandra sorts columns; UTF-16 has another order above U+FFFF.</summary>
public sealed class NameOrder : IComparer<string>
{
    private const int Surrogates = 0xD800;

    private NameOrder()
    {
    }

    /// <summary>There is but one.</summary>
    public static NameOrder Bytes { get; } = new();

    /// <inheritdoc/>
    public int Compare(string? x, string? y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        var same = x.AsSpan().CommonPrefixLength(y);
        return same == x.Length || same == y.Length ? x.Length - y.Length : Rank(x[same]) - Rank(y[same]);
    }

    // Half of a pair stands for what is above U+FFFF, so above U+E000 to U+FFFF as well.
    private static int Rank(char c) => char.IsSurrogate(c) ? c - Surrogates + char.MaxValue + 1 : c;
}

namespace Hathi.Hdfs.Client;

/// <summary>
/// Orders names as their UTF-8 bytes. (A NameNode takes those bytes as signed, and lists é before A; see <see cref="UriOrder"/> for what
/// Hadoop's commands print.)
/// </summary>
public sealed class Utf8Order : IComparer<string>
{
    public static readonly Utf8Order Instance = new();

    /// <summary>Code units compare as bytes do, but for surrogates, which stand for the highest code points.</summary>
    public int Compare(string? x, string? y) => FirstDifference.Compare(x, y, OrderOf);

    private static int OrderOf(char c, char d) => char.IsSurrogate(c) == char.IsSurrogate(d) ? c - d : char.IsSurrogate(c) ? 1 : -1;
}

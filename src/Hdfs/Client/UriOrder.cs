namespace Hathi.Hdfs.Client;

/// <summary>
/// Orders paths as Hadoop orders them, which compares the text of their URIs: characters that a URI may not hold count as their escapes, so
/// that <c>[x]</c> (<c>%5Bx%5D</c>) stands before <c>A</c>. A NameNode lists by signed bytes instead, and é before all of them. Source:
/// <c>org.apache.hadoop.fs.Path.compareTo</c>, <c>java.net.URI</c> ("quote illegal characters", compareTo).
/// </summary>
public sealed class UriOrder : IComparer<string>
{
    public static readonly UriOrder Instance = new();

    /// <summary>Letters and digits apart, what stands in the path of a URI as it is.</summary>
    private const string Unescaped = "/;:@&=+$,-_.!~*'()";

    public int Compare(string? x, string? y) => FirstDifference.Compare(x, y, OrderOf);

    // Escapes are as long as their characters are high, and their hexadecimal digits rise with them: two escapes compare as what they
    // stand for.
    private static int OrderOf(char c, char d)
    {
        var (escapedC, escapedD) = (IsEscaped(c), IsEscaped(d));
        return escapedC == escapedD ? c - d : escapedC ? '%' - d : c - '%';
    }

    private static bool IsEscaped(char c) => c < 0x80
        ? !char.IsAsciiLetterOrDigit(c) && !Unescaped.Contains(c, StringComparison.Ordinal)
        : char.IsControl(c) || char.IsSeparator(c);
}
